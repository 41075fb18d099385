"""What a model call cost, where the telemetry does not tell: list prices of `genai-prices`.

The library brings its data along; nothing is fetched.
"""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from typing import Final

from genai_prices import Usage, calc_price

from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, Facts
from agentops_otel.dashboard.model import CostSource

# Some prices depend on the hour; none on less than a minute.
_MINUTE_NS: Final = 60_000_000_000

# After this the calendar of Python ends; no clock is right there.
_LAST_MINUTE: Final = 4_000_000_000 // 60


def cost_of(facts: Facts, at_unix_nano: int) -> tuple[float | None, CostSource | None]:
    """Give what an operation cost, in USD, and who says so.

    Args:
        facts: Of the operation.
        at_unix_nano: When it was: prices change.
    """
    if facts.cost_usd is not None:
        return facts.cost_usd, "telemetry"
    computed = _computed_cost(facts, at_unix_nano) if facts.kind in MODEL_KINDS else None
    return computed, None if computed is None else "computed"


def _computed_cost(facts: Facts, at_unix_nano: int) -> float | None:
    if not facts.has_usage:
        return None
    usage = (
        facts.input_tokens or 0,
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


@lru_cache(maxsize=16_384)
def _cost(
    provider: str | None, model: str, usage: tuple[int, int, int, int], minute: int
) -> float | None:
    named, slash, bare = model.partition("/")
    if provider is None and slash:
        provider, model = named, bare
    if not _has_price(provider, model):
        return None
    tokens_in, tokens_out, cached, written = usage
    try:
        price = calc_price(
            Usage(
                input_tokens=tokens_in,
                output_tokens=tokens_out,
                cache_read_tokens=cached,
                cache_write_tokens=written,
            ),
            model,
            provider_id=provider,
            genai_request_timestamp=datetime.fromtimestamp(minute * 60, tz=timezone.utc),
        )
    except (LookupError, ValueError, ArithmeticError):
        return None
    return float(price.total_price)


@lru_cache(maxsize=4096)
def _has_price(provider: str | None, model: str) -> bool:
    """Tell whether the model is known: the library remembers only those that it finds."""
    try:
        calc_price(Usage(input_tokens=1), model, provider_id=provider)
    except (LookupError, ValueError, ArithmeticError):
        return False
    return True
