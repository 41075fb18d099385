"""Compute the cost of model calls, if the telemetry has none, from list prices (`genai-prices`).

The library ships its data; nothing is fetched.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from datetime import datetime, timezone
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, Facts
from agentops_otel.dashboard.model import CostSource

if TYPE_CHECKING:
    from genai_prices.types import PriceCalculation

_SAMPLE: Final = (1000, 100, 10, 1)
_TOKENS_PER_PRICE: Final = 1_000_000
_RATES: Final = frozenset(("input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok"))

# Provider names that the library has under another name.
_ALIASES: Final = {
    "az.ai.agents": "azure",
    "az.ai.inference": "azure",
    "az.ai.openai": "azure",
    "azure.ai.inference": "azure",
    "azure_ai": "azure",
    "fireworks_ai": "fireworks",
    "gcp.gen_ai": "google",
    "microsoft.foundry": "azure",
    "togetherai": "together",
    "x_ai": "x-ai",
}

# Makers that prefix the names of Bedrock's models in the library, but not in telemetry.
_BEDROCK: Final = {"nova-": "amazon", "titan-": "amazon", "llama": "meta", "command-": "cohere"}

# Some prices depend on the hour, none on less than a minute.
_MINUTE_NS: Final = 60_000_000_000

# Python's calendar ends soon after this; a clock that is later is wrong.
_LAST_MINUTE: Final = 4_000_000_000 // 60


def cost_of(facts: Facts, at_unix_nano: int) -> tuple[float | None, CostSource | None]:
    """Return the cost of an operation in USD, and its source.

    Args:
        facts: Facts of the operation.
        at_unix_nano: Its start, since prices change over time.
    """
    if facts.cost_usd is not None:
        return facts.cost_usd, "telemetry"
    computed = _computed_cost(facts, at_unix_nano) if _is_of_one_model(facts) else None
    return computed, None if computed is None else "computed"


def _is_of_one_model(facts: Facts) -> bool:
    """Return whether the tokens are of a single model, not the sum of what several were asked.

    So are those of an agent with a response id, which a service runs in a single request (Azure's
    Foundry).
    """
    return facts.kind in MODEL_KINDS or (facts.kind == "agent" and facts.response_id is not None)


def _computed_cost(facts: Facts, at_unix_nano: int) -> float | None:
    is_whole = facts.output_tokens is not None or facts.kind == "embedding"
    if facts.input_tokens is None or not is_whole:
        return None
    usage = (
        facts.input_tokens,
        facts.output_tokens or 0,
        facts.cached_tokens or 0,
        facts.cache_write_tokens or 0,
    )
    minute = min(at_unix_nano // _MINUTE_NS, _LAST_MINUTE)
    for model in (facts.response_model, facts.request_model):
        if model is not None:
            cost = _cost(facts.provider, model, usage, minute)
            if cost is not None:
                return cost
    return None


def _cost(
    provider: str | None, model: str, usage: tuple[int, int, int, int], minute: int
) -> float | None:
    rates = _flat_rates(provider, model, minute)
    tokens_in, _, cached, written = usage
    if rates is None or cached + written > tokens_in:
        return _library_cost(provider, model, usage, minute)
    return float(_by_rates(rates, usage))


def _by_rates(rates: Iterable[Decimal], usage: tuple[int, int, int, int]) -> Decimal:
    tokens_in, tokens_out, cached, written = usage
    counts = (tokens_in - cached - written, tokens_out, cached, written)
    return sum(map(operator.mul, rates, counts), start=Decimal(0)) / _TOKENS_PER_PRICE


@lru_cache(maxsize=4096)
def _flat_rates(
    provider: str | None, model: str, minute: int
) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    """Return the prices per million tokens: plain input, output, cache read, cache write.

    The library takes a fifth of a millisecond to price one call, which cached rates avoid. None if
    the price of a call is not simply the sum of these.
    """
    price = _price(provider, model, _SAMPLE, minute)
    if price is None:
        return None
    rates = {name: rate for name, rate in vars(price.model_price).items() if name in _RATES}
    if not all(isinstance(rate, Decimal) for rate in rates.values()):
        return None
    plain = rates.get("input_mtok", Decimal(0))
    flat = (
        plain,
        rates.get("output_mtok", Decimal(0)),
        rates.get("cache_read_mtok", plain),
        rates.get("cache_write_mtok", plain),
    )
    return flat if _by_rates(flat, _SAMPLE) == price.total_price else None


@lru_cache(maxsize=4096)
def _library_cost(
    provider: str | None, model: str, usage: tuple[int, int, int, int], minute: int
) -> float | None:
    price = _price(provider, model, usage, minute)
    return None if price is None else float(price.total_price)


def _price(
    provider: str | None, model: str, usage: tuple[int, int, int, int], minute: int
) -> PriceCalculation | None:
    # Imported late: its price table is the slowest thing to load, and listing sessions needs none.
    from genai_prices import Usage, calc_price  # noqa: PLC0415

    named, slash, bare = model.partition("/")
    if slash and provider in (None, named):
        provider, model = named, bare
    if provider is not None and provider.startswith("aws"):
        makers = (maker for start, maker in _BEDROCK.items() if model.startswith(start))
        model = ".".join((*makers, model))
    tokens_in, tokens_out, cached, written = usage
    try:
        return calc_price(
            Usage(
                input_tokens=tokens_in,
                output_tokens=tokens_out,
                cache_read_tokens=cached,
                cache_write_tokens=written,
            ),
            model,
            provider_id=_ALIASES.get(provider, provider) if provider else None,
            genai_request_timestamp=datetime.fromtimestamp(minute * 60, tz=timezone.utc),
        )
    except LookupError:
        # Routers put the names of servers first: `vertex_ai/gemini-2.5-flash`.
        router, _, bare = model.rpartition("/")
        return _price(provider, bare, usage, minute) if router and provider else None
    except (ValueError, ArithmeticError):
        return None
