"""OpenLLMetry of Traceloop: `gen_ai.prompt.N.*`, `llm.*` up to 0.4x, then OTel; `traceloop.*`.

https://github.com/traceloop/openllmetry/tree/main/packages/opentelemetry-semantic-conventions-ai
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.langchain import program_tags
from agentops_otel.dashboard.dialects.values import as_list, as_mapping, as_printed
from agentops_otel.dashboard.model import OperationKind, Span

# https://github.com/agno-agi/agno/blob/main/libs/agno/agno/tools/function.py: a
# `FunctionExecutionResult`, printed.
_AGNO: Final = re.compile(
    r"status='(?P<status>\w+)' result=(?P<result>.*) error=(?P<error>.*) updated_session_state=",
    re.DOTALL,
)


_TAGS: Final = "traceloop.association.properties.tags"


def _kind(span: Span) -> OperationKind | None:
    """Recognise a call of Bedrock's Converse, whose span in Node names no kind."""
    is_call = span.name == "bedrock.completion" and span.scope.name.startswith("@traceloop/")
    return "llm" if is_call else None


def _aside(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the SDKs' tags (Node joins them by commas), or those of LangChain's outermost chain."""
    if (told := attributes.get(_TAGS)) is not None:
        return {"tags": told.split(",") if isinstance(told, str) else told}
    if attributes.get("traceloop.span.kind") != "workflow":
        return {}
    given = as_mapping(attributes.get("traceloop.entity.input"))
    return {"tags": program_tags(as_list(given.get("tags")))}


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Return the kinds of CrewAI's crews and tasks, and of LlamaIndex's step that runs a tool."""
    attributes = span.attributes
    if named == "agent" and "crewai.crew.id" in attributes:
        return "workflow"
    if named == "agent" and "crewai.task.id" in attributes:
        return "task"
    return "tool" if named == "task" and "tool.name" in attributes else None


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read what a tool was given and returned, from the objects that hold it."""
    if (printed := _printed_by_agno(attributes)) is not None:
        told = as_printed(f"Result(result={printed['result']}, error={printed['error']})")
        if not isinstance(told, Mapping):
            return {}
        return {"returned": told["error"] if told["result"] is None else told["result"]}
    return _told_by_server(attributes)


def _told_by_server(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read what the tool of an MCP server was given and returned."""
    told = attributes.get("traceloop.entity.input")
    if not isinstance(told, str) or '"tool_name"' not in told:
        return {}
    given = as_mapping(told)
    if given.keys() != {"tool_name", "arguments"}:
        return {}
    output = as_mapping(attributes.get("traceloop.entity.output"))
    is_wrapped = "result" in output and output.keys() <= {"result", "is_error"}
    returned: Mapping[Fact, Any] = {"returned": output["result"]} if is_wrapped else {}
    return {"given": given["arguments"], **returned}


def _printed_by_agno(attributes: Mapping[str, Any]) -> re.Match[str] | None:
    output = attributes.get("traceloop.entity.output")
    return _AGNO.match(output) if isinstance(output, str) else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the call id and the error from the tool results of LlamaIndex and Agno."""
    if (printed := _printed_by_agno(attributes)) is not None:
        return {"is_error": printed["status"] == "failure" or None}
    if "tool.name" not in attributes:
        return {}
    result = as_mapping(attributes.get("traceloop.entity.output"))
    is_error = as_mapping(result.get("tool_output")).get("is_error")
    return {"call_id": result.get("tool_id"), "is_error": is_error or None}


DIALECT: Final = Dialect(
    name="OpenLLMetry",
    kinds={
        "gen_ai.operation.name": {"vector_db_retrieve": "retrieval"},
        "llm.request.type": {
            "chat": "llm",
            "completion": "llm",
            "embedding": "embedding",
            "rerank": "retrieval",
        },
        "traceloop.span.kind": {
            "workflow": "workflow",
            "task": "task",
            "agent": "agent",
            "tool": "tool",
        },
    },
    keys={
        "agent": ("traceloop.association.properties.lc_agent_name", "crewai.task.agent"),
        "entity": ("traceloop.entity.name",),
        "workflow": ("traceloop.workflow.name", "crewai.crew.name"),
        # The names under `llm.` are those of its first versions.
        "provider": ("llm.vendor",),
        "request_model": ("llm.request.model",),
        "response_model": ("llm.response.model",),
        "input_tokens": ("gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens"),
        "output_tokens": ("gen_ai.usage.completion_tokens", "llm.usage.completion_tokens"),
        "cached_tokens": ("gen_ai.usage.cache_read_input_tokens",),
        "cache_write_tokens": ("gen_ai.usage.cache_creation_input_tokens",),
        "reasoning_tokens": ("gen_ai.usage.reasoning_tokens", "llm.usage.reasoning_tokens"),
        "streaming": ("gen_ai.is_streaming", "llm.is_streaming"),
        "finish_reason": (
            "gen_ai.completion.0.finish_reason",
            "gen_ai.response.finish_reason",
            "gen_ai.response.stop_reason",
            "llm.response.finish_reason",
            "llm.response.stop_reason",
        ),
        "arguments": ("traceloop.entity.input", "tool.arguments"),
        "result": ("traceloop.entity.output", "crewai.crew.result"),
    },
    kind=_kind,
    claims=_claims,
    own=_own,
    said=_said,
    aside=_aside,
    families={
        "input_messages": ("gen_ai.prompt", "llm.prompts"),
        "output_messages": ("gen_ai.completion", "llm.completions"),
    },
    chunk_events=frozenset(("llm.content.completion.chunk", "gen_ai.content.completion.chunk")),
    reply_keys=("gen_ai.completion",),
)
