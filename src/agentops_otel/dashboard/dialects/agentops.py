"""Our own attributes (`agentops.*`), and those of the AgentOps SDK 0.4, which has the same prefix.

docs/reference/sdk.md; https://github.com/AgentOps-AI/agentops/tree/main/agentops/semconv
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import OperationKind, Span
from agentops_otel.semconv import (
    SESSION_END_STATE,
    SESSION_END_STATE_REASON,
    SESSION_NAME,
    SESSION_PARENT_ID,
    SPAN_KIND,
)


def _is_wish(span: Span) -> bool:
    """Return whether a span is a model's request for a tool, which AgentOps shows as a tool run."""
    return span.name.startswith("tool_call.") and SPAN_KIND in span.attributes


def _wish(span: Span) -> Mapping[str, Any] | None:
    if not _is_wish(span):
        return None
    return {
        "id": span.attributes.get("tool.call.id"),
        "name": span.attributes.get("tool.name"),
        "arguments": span.attributes.get("tool.parameters"),
    }


_KINDS: Final[dict[str, OperationKind]] = {
    **{kind: kind for kind in get_args(OperationKind)},
    "chain": "operation",
    "embeddings": "embedding",
    "llm.call": "llm",
    "text": "operation",
    "tool.usage": "operation",
    "workflow.step": "task",
}


DIALECT: Final = Dialect(
    name="agentops",
    keys={
        "session_name": (SESSION_NAME,),
        "end_state": (SESSION_END_STATE,),
        "end_reason": (SESSION_END_STATE_REASON,),
        "session_parent": (SESSION_PARENT_ID,),
        "entity": ("agentops.entity.name", "operation.name"),
        "streaming": ("gen_ai.request.streaming",),
        "arguments": (
            "agentops.entity.input",
            "agentops.tool.input",
            "agentops.agent.input",
            "agentops.task.input",
            "agentops.operation.input",
            "agentops.workflow.input",
            "agentops.guardrail.input",
            "workflow.input",
        ),
        "result": (
            "agentops.entity.output",
            "agentops.tool.output",
            "agentops.agent.output",
            "agentops.task.output",
            "agentops.operation.output",
            "agentops.workflow.output",
            "agentops.guardrail.output",
            "tool.result",
            "workflow.final_output",
            "workflow.output",
        ),
        "seconds_to_first_chunk": ("gen_ai.streaming.time_to_first_token",),
        "cost_usd": ("gen_ai.usage.total_cost",),
    },
    kinds={
        # AgentOps also writes the printed member of its enumeration.
        SPAN_KIND: _KINDS | {f"agentopsspankindvalues.{name}": _KINDS[name] for name in _KINDS},
        "gen_ai.request.type": {"chat": "llm", "completion": "llm", "embedding": "embedding"},
    },
    no_operation=_is_wish,
    wish=_wish,
)
