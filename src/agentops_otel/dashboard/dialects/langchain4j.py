"""LangChain4j under Quarkus: OTel's attributes, and before 1.0 spans of tools by name alone.

https://github.com/quarkiverse/quarkus-langchain4j/tree/main/core/runtime
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import OperationKind, Span

_KINDS: Final[tuple[tuple[str, OperationKind], ...]] = (
    ("langchain4j.tools.", "tool"),
    ("langchain4j.aiservices.", "workflow"),
)


def _kind(span: Span) -> OperationKind | None:
    if not span.name.startswith("langchain4j."):
        return None
    return next((kind for start, kind in _KINDS if span.name.startswith(start)), None)


DIALECT: Final = Dialect(name="LangChain4j", kind=_kind)
