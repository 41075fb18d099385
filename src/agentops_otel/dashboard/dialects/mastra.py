"""Mastra, for Node: OTel's conventions since version 1, its own names before and next to them.

https://github.com/mastra-ai/mastra/tree/main/observability/otel-exporter: `model_generation` covers
everything between a question and its answer; below it is a `model_step` with a `model_inference`
for each request. Version 0.x has no inferences, and counts only whole generations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import UNKNOWN, Dialect, Fact
from agentops_otel.dashboard.dialects.finish import finish_class_of, read_finish_reason
from agentops_otel.dashboard.dialects.values import as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

_TYPE: Final = "mastra.span.type"


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Return `operation` for a generation made of inferences: its operation is not a chat."""
    is_whole = span.attributes.get("gen_ai.operation.name") == "model_generation"
    return "operation" if named == "llm" and is_whole and _TYPE in span.attributes else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the failure of a call, which only the finish reason shows."""
    reason = read_finish_reason(attributes.get("gen_ai.response.finish_reasons"))
    has_failed = finish_class_of(reason) == "error"
    return {"is_error": True, "response_model": UNKNOWN} if has_failed else {}


def _aside(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the program's own values, which version 0.x writes under unprefixed names."""
    if _TYPE not in attributes:
        return {}
    return {
        "session_key": attributes.get("sessionId") or attributes.get("threadId"),
        "user": attributes.get("userId") or attributes.get("resourceId"),
    }


def _wish(span: Span) -> Mapping[str, Any] | None:
    """Read a tool call from the chunk of an answer that contains it."""
    if span.attributes.get(_TYPE) != "model_chunk":
        return None
    attributes = span.attributes
    chunk = as_mapping(attributes.get("mastra.model_chunk.output") or attributes.get("output"))
    if "toolInput" not in chunk:
        return None
    return {
        "id": chunk.get("toolCallId"),
        "name": chunk.get("toolName"),
        "arguments": chunk["toolInput"],
    }


DIALECT: Final = Dialect(
    name="Mastra",
    kinds={
        _TYPE: {
            "agent_run": "agent",
            "llm_generation": "llm",
            "mcp_tool_call": "tool",
            "model_generation": "llm",
            "model_inference": "llm",
            "model_step": "task",
            "processor_run": "operation",
            "tool_call": "tool",
            "workflow_run": "workflow",
            "workflow_step": "task",
        }
    },
    keys={
        "agent": ("agent.id",),
        "cached_tokens": ("gen_ai.usage.cached_input_tokens",),
        "first_chunk_at": ("mastra.completion_start_time",),
        "input_messages": ("mastra.model_step.input",),
        "arguments": ("mastra.agent_run.input", "mastra.workflow_run.input"),
        "result": ("mastra.agent_run.output", "mastra.workflow_run.output"),
    },
    claims=_claims,
    own=_own,
    aside=_aside,
    wish=_wish,
    prompt_above=True,
)
