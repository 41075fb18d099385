"""LangChain4j under Quarkus: OTel's attributes; before 1.0, tool spans have only a name.

https://github.com/quarkiverse/quarkus-langchain4j/tree/main/core/runtime
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.model import OperationKind, Span

# The estimated cost of a call: a number followed by the currency, `0.0125USD`.
_COST: Final = "gen_ai.client.estimated_cost"
_CURRENCY: Final = "USD"

_KINDS: Final[tuple[tuple[str, OperationKind], ...]] = (
    ("langchain4j.tools.", "tool"),
    ("langchain4j.aiservices.", "workflow"),
)


def _kind(span: Span) -> OperationKind | None:
    if not span.name.startswith("langchain4j."):
        return None
    return next((kind for start, kind in _KINDS if span.name.startswith(start)), None)


def _aside(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    cost = attributes.get(_COST)
    if not isinstance(cost, str) or not cost.endswith(_CURRENCY):
        return {}
    return {"cost_usd": cost.removesuffix(_CURRENCY)}


DIALECT: Final = Dialect(name="LangChain4j", kind=_kind, aside=_aside)
