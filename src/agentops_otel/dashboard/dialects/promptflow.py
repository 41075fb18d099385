"""Microsoft's prompt flow: `span_type`, with contents in `promptflow.*` span events.

https://github.com/microsoft/promptflow/blob/main/src/promptflow-tracing/promptflow/tracing/_trace.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import (
    finish_reason_in,
    read_request,
    read_response,
    read_response_usage,
)
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_list, as_mapping, as_name, parsed
from agentops_otel.dashboard.model import OperationKind, Span

_FRAMEWORK: Final = "promptflow"
_USAGE: Final = "llm.usage."
_KINDS: Final[Mapping[str | None, OperationKind]] = {
    "Embedding": "embedding",
    "Flow": "workflow",
    "Function": "operation",
    "LLM": "llm",
    "LangChain": "operation",
    "Retrieval": "retrieval",
    "Tool": "tool",
}


def _kind(span: Span) -> OperationKind | None:
    attributes = span.attributes
    is_mine = attributes.get("framework") == _FRAMEWORK
    return _KINDS.get(as_name(attributes.get("span_type"))) if is_mine else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read a call, whose counts are in the answer alone if that is streamed."""
    answer = attributes.get("output")
    counts = {
        key.removeprefix(_USAGE): value
        for key, value in attributes.items()
        if key.startswith(_USAGE)
    }
    told = {
        **_of_chunks(answer),
        **read_response(answer),
        **read_usage(counts),
        **read_request(attributes.get("inputs")),
    }
    return {**told, "response_model": attributes.get("llm.response.model")}


def _of_chunks(answer: Any) -> Mapping[Fact, Any]:
    """Read the id and the token counts of an answer that is a list of chunks."""
    chunks = as_list(answer)
    if not chunks:
        return {}
    return {**read_response(chunks[0]), **read_response_usage(chunks[-1])}


def _given(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    given = said.get("payload")
    return {"input_messages": given, "arguments": given}


def _returned(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read what a function returned; of a streamed answer only why it ended, as the last chunks."""
    returned = parsed(said.get("payload"))
    answers = reversed(returned) if isinstance(returned, list) else [returned]
    reason = next(filter(None, map(finish_reason_in, answers)), None)
    return {"result": returned, "finish_reason": reason}


def _answered(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read an answer; that of a streamed one that has only tool calls is null."""
    return {"output_messages": as_mapping(said.get("payload")) or None}


DIALECT: Final = Dialect(
    name="prompt flow",
    kind=_kind,
    own=_own,
    events={
        "promptflow.function.inputs": _given,
        "promptflow.function.output": _returned,
        "promptflow.llm.generated_message": _answered,
    },
    reply_keys=("llm.generated_message",),
)
