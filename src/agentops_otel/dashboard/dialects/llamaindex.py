"""LlamaIndex's own exporter: a span for each step, with everything it did in span events.

https://github.com/run-llama/llama_index/tree/main/llama-index-integrations/observability/llama-index-observability-otel
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.flat import gathered_object
from agentops_otel.dashboard.dialects.payloads import (
    finish_reason_in,
    read_response,
    read_response_usage,
)
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_literal, parsed
from agentops_otel.dashboard.model import OperationKind, Span

_KINDS: Final[dict[str, OperationKind]] = {
    "LLMChatStartEvent": "llm",
    "LLMChatEndEvent": "llm",
    "LLMCompletionStartEvent": "llm",
    "LLMCompletionEndEvent": "llm",
    "EmbeddingStartEvent": "embedding",
    "EmbeddingEndEvent": "embedding",
    "RetrievalStartEvent": "retrieval",
    "ReRankStartEvent": "retrieval",
    "workflow.output": "workflow",
}
_SCOPE: Final = "llamaindex.opentelemetry.tracer"

# A step that runs a tool starts from a printed event, which every span of the step carries.
_STEP: Final = "llamaindex.step.input_event"
_SUMMARY: Final = "llamaindex.step.input_summary"
_RUN: Final = re.compile(
    r"ToolCall\(tool_name='(?P<tool>[^']*)', tool_kwargs=(?P<arguments>\{.*\}), "
    r"tool_id='(?P<call_id>[^']*)'\)"
)
_TOOLS: Final = ("Tool.call", "Tool.acall")


def _kind(span: Span) -> OperationKind | None:
    if span.scope.name != _SCOPE:
        return None
    if span.attributes.get(_STEP) == "ToolCall" and span.name.endswith(_TOOLS):
        return "tool"
    return next((_KINDS[event.name] for event in span.events if event.name in _KINDS), None)


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    configured = gathered_object(attributes, "model_dict")
    answer = _answer(attributes)
    usage = read_response_usage(answer) or read_usage(
        gathered_object(attributes, "response.additional_kwargs")
    )
    run = _run(attributes)
    return {
        "provider": _provider(configured.get("class_name")),
        "request_model": configured.get("model_name") or configured.get("model"),
        "tool": run.get("tool"),
        "call_id": run.get("call_id"),
        **read_response(answer),
        **usage,
    }


def _provider(class_name: Any) -> Any:
    """Return the class name of a model if it names the provider (`…_LLM`), else None."""
    is_told = isinstance(class_name, str) and class_name.lower().endswith("_llm")
    return class_name if is_told else None


def _answer(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the provider's answer without its missing fields, which are `null` in JSON."""
    raw = gathered_object(attributes, "response.raw")
    return {name: parsed(value) for name, value in raw.items() if value != "null"}


def _run(attributes: Mapping[str, Any]) -> Mapping[str, str]:
    summary = attributes.get(_SUMMARY)
    found = _RUN.fullmatch(summary) if isinstance(summary, str) else None
    return found.groupdict() if found is not None else {}


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if "model_dict.class_name" in attributes or "response.raw.id" in attributes:
        answer = gathered_object(attributes, "response.message") or attributes.get("response.text")
        return {
            "input_messages": attributes.get("messages", attributes.get("prompt")),
            "output_messages": answer or None,
            "finish_reason": finish_reason_in(_answer(attributes)),
        }
    run = _run(attributes)
    return {"arguments": as_literal(run["arguments"])} if run else {}


DIALECT: Final = Dialect(
    name="LlamaIndex",
    keys={"arguments": ("str_or_query_bundle.query_str",)},
    kind=_kind,
    telling_events=frozenset(_KINDS),
    own=_own,
    said=_said,
    reply_keys=("response.message.", "response.text"),
)
