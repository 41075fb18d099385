"""Google's Agent Development Kit: OTel's conventions, with contents in `gcp.vertex.agent.*`.

https://github.com/google/adk-python/tree/main/src/google/adk/telemetry
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import (
    read_request,
    read_response,
    read_response_usage,
)
from agentops_otel.dashboard.dialects.values import as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

_SCOPE: Final = "gcp.vertex.agent"
_REQUEST: Final = "gcp.vertex.agent.llm_request"
_RESPONSE: Final = "gcp.vertex.agent.llm_response"
_RESULT: Final = "gcp.vertex.agent.tool_response"

# What ADK for Java writes in place of the missing result of a failed run.
_NO_RESULT: Final = '"{}"'

# On every span that is an event of ADK's sessions, under either schema.
_EVENT_ID: Final = "gcp.vertex.agent.event_id"


def _kind(span: Span) -> OperationKind | None:
    """Recognise the spans of old versions, and failed tool runs in Node, which have only a name.

    Spans of tools carry an empty request.
    """
    if span.name == "call_llm" or as_mapping(span.attributes.get(_REQUEST)):
        return "llm"
    if span.name.startswith("execute_tool ") and span.scope.name == _SCOPE:
        return "tool"
    return "agent" if span.name.startswith("agent_run") else None


def _is_summary(span: Span) -> bool:
    """Return whether a span only repeats the results of tools that ran concurrently."""
    return span.attributes.get("gen_ai.tool.name") == "(merged tools)"


def _returned(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Unwrap a function's result from `{"result": …}`, in which ADK puts all but objects.

    https://github.com/google/adk-python/blob/main/src/google/adk/flows/llm_flows/functions.py
    """
    if attributes.get(_RESULT) == _NO_RESULT:
        return {"returned": None}
    response = as_mapping(attributes.get(_RESULT))
    if not response and _EVENT_ID in attributes:
        # ADK 2's second schema, or OpenInference, which writes Google's part of a message.
        part = as_mapping(attributes.get("output.value"))
        response = as_mapping(attributes.get("gen_ai.tool.call.result", part.get("response")))
    if not response:
        return {}
    return {"returned": response["result"] if response.keys() == {"result"} else response}


DIALECT: Final = Dialect(
    name="Google ADK",
    keys={
        # Of ADK for Java.
        "call_id": ("gen_ai.tool_call.id",),
        "request_body": (_REQUEST,),
        "response_body": (_RESPONSE,),
        "arguments": ("gcp.vertex.agent.tool_call_args",),
        "result": (_RESULT,),
    },
    bodies=(
        Body(_REQUEST, ("request_model",), read_request),
        Body(_RESPONSE, ("response_id",), read_response),
        # The output count next to it excludes thoughts, or is the total if these are not recorded.
        Body(
            _RESPONSE,
            ("reasoning_tokens", "cached_tokens"),
            read_response_usage,
            ("output_tokens",),
        ),
    ),
    kind=_kind,
    no_operation=_is_summary,
    said=_returned,
    reply_keys=(_RESPONSE,),
)
