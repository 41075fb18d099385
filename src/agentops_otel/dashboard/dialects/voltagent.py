"""VoltAgent, for Node: unprefixed names, so only the scope identifies its spans.

https://github.com/VoltAgent/voltagent/tree/main/packages/core/src/observability: a span of type
`llm` covers all requests of one `generateText`, with the counts of the last; the agent has the sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import UNKNOWN, Dialect, Fact
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.model import OperationKind, Span

_SCOPE: Final = "@voltagent/"
_KINDS: Final[dict[Any, OperationKind]] = {
    "agent": "agent",
    "guardrail": "guardrail",
    "llm": "llm",
    "retriever": "retrieval",
    "tool": "tool",
    "workflow": "workflow",
    "workflow-step": "task",
}


# What the span of all requests counts for the last one only.
_OF_LAST_REQUEST: Final[tuple[Fact, ...]] = ("input_tokens", "output_tokens", "reasoning_tokens")


def _kind(span: Span) -> OperationKind | None:
    if not span.scope.name.startswith(_SCOPE):
        return None
    is_agent = "agent.state" in span.attributes
    return "agent" if is_agent else _KINDS.get(span.attributes.get("span.type"))


def _claims(span: Span, _: OperationKind) -> OperationKind | None:
    """Claim its spans: Claude Code's have the same `span.type`."""
    return _kind(span)


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if "llm.model" in attributes:
        known: dict[Fact, Any] = {"request_model": attributes["llm.model"]}
        return known | dict.fromkeys(_OF_LAST_REQUEST, UNKNOWN)
    counts = ("prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens")
    return {
        # For an agent that another one called, the entity is the caller.
        "agent": attributes.get("subagent.name", attributes.get("entity.name")),
        "call_id": attributes.get("tool.call.id"),
        **read_usage({count: attributes.get(f"usage.{count}") for count in counts}),
    }


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if "entity.type" not in attributes or "operation.id" not in attributes:
        return {}
    return {
        "arguments": attributes.get("input"),
        "result": attributes.get("output"),
        "input_messages": attributes.get("llm.messages"),
    }


DIALECT: Final = Dialect(name="VoltAgent", kind=_kind, claims=_claims, own=_own, said=_said)
