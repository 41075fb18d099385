"""Spring AI's observations: OTel's names before 1.28, `spring.ai.*` for all but model calls.

https://docs.spring.io/spring-ai/reference/observability/index.html: every value is text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import OperationKind, Span

_SPRING_BOOT: Final = "org.springframework.boot"
_KIND: Final = "spring.ai.kind"
_KINDS: Final[Mapping[Any, OperationKind]] = {
    "advisor": "operation",
    "chat_client": "operation",
    "tool_call": "tool",
}


def _claims(span: Span, _: OperationKind) -> OperationKind | None:
    """Return the kinds of spans that are no model calls, all named `framework`.

    Of the operations on a vector store, a query is a search.
    """
    told = span.attributes.get(_KIND)
    if told == "vector_store":
        is_search = span.attributes.get("db.operation.name") == "query"
        return "retrieval" if is_search else "operation"
    return _KINDS.get(told)


def _adds_up(span: Span) -> bool:
    """Return whether this is a call of Spring AI 1, which runs on Spring Boot 3.

    https://github.com/spring-projects/spring-ai/blob/1.1.x/spring-ai-model/src/main/java/org/springframework/ai/support/UsageCalculator.java
    """
    return span.scope.name == _SPRING_BOOT and span.scope.version.startswith("3.")


DIALECT: Final = Dialect(
    name="Spring AI",
    kinds={
        "gen_ai.operation.name": {"embedding": "embedding"},
        _KIND: {**_KINDS, "vector_store": "retrieval"},
    },
    keys={
        "tool": ("spring.ai.tool.definition.name",),
        "call_id": ("spring.ai.tool.call.id",),
        "arguments": ("spring.ai.tool.call.arguments", "db.vector.query.content"),
        "result": ("spring.ai.tool.call.result", "db.vector.query.response.documents"),
    },
    claims=_claims,
    adds_up=_adds_up,
)
