"""LangChain4j under Quarkus or observed by Micrometer: OTel's attributes, with exceptions.

https://github.com/quarkiverse/quarkus-langchain4j/tree/main/core/runtime: before 1.0, tool spans
have only a name. https://github.com/langchain4j/langchain4j/tree/main/langchain4j-observation: the
names of token counts have no prefix.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.model import OperationKind, Span
from agentops_otel.semconv import GEN_AI_OPERATION_NAME

# The estimated cost of a call: a number followed by the currency, `0.0125USD`.
_COST: Final = "gen_ai.client.estimated_cost"
_CURRENCY: Final = "USD"

_COUNTS: Final[tuple[Fact, ...]] = ("input_tokens", "output_tokens")

_KINDS: Final[tuple[tuple[str, OperationKind], ...]] = (
    ("langchain4j.tools.", "tool"),
    ("langchain4j.aiservices.", "workflow"),
)


def _kind(span: Span) -> OperationKind | None:
    if not span.name.startswith("langchain4j."):
        return None
    return next((kind for start, kind in _KINDS if span.name.startswith(start)), None)


def _aside(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    told: dict[Fact, Any] = {}
    if attributes.get(GEN_AI_OPERATION_NAME) == "chat" and "outcome" in attributes:
        told = {count: attributes.get(count) for count in _COUNTS}
    cost = attributes.get(_COST)
    if isinstance(cost, str) and cost.endswith(_CURRENCY):
        told["cost_usd"] = cost.removesuffix(_CURRENCY)
    return told


DIALECT: Final = Dialect(name="LangChain4j", kind=_kind, aside=_aside)
