"""Google's Agent Development Kit: OTel's conventions, contents under `gcp.vertex.agent.*`.

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

# On all that is an event of ADK's sessions, under whichever conventions.
_EVENT_ID: Final = "gcp.vertex.agent.event_id"


def _kind(span: Span) -> OperationKind | None:
    """Tell the spans of old versions, and those that have but a name: of tools that failed in Node.

    Tools carry an empty request.
    """
    if span.name == "call_llm" or as_mapping(span.attributes.get(_REQUEST)):
        return "llm"
    if span.name.startswith("execute_tool ") and span.scope.name == _SCOPE:
        return "tool"
    return "agent" if span.name.startswith("agent_run") else None


def _is_summary(span: Span) -> bool:
    """Tell the span that repeats the results of tools that ran at the same time."""
    return span.attributes.get("gen_ai.tool.name") == "(merged tools)"


def _returned(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Take what a function returned out of `{"result": …}`, which ADK puts around all but objects.

    https://github.com/google/adk-python/blob/main/src/google/adk/flows/llm_flows/functions.py
    """
    response = as_mapping(attributes.get(_RESULT))
    if not response and _EVENT_ID in attributes:
        # The second schema of ADK 2; OpenInference, in Google's part of a message.
        part = as_mapping(attributes.get("output.value"))
        response = as_mapping(attributes.get("gen_ai.tool.call.result", part.get("response")))
    if not response:
        return {}
    return {"returned": response["result"] if response.keys() == {"result"} else response}


DIALECT: Final = Dialect(
    name="Google ADK",
    keys={
        "request_body": (_REQUEST,),
        "response_body": (_RESPONSE,),
        "arguments": ("gcp.vertex.agent.tool_call_args",),
        "result": (_RESULT,),
    },
    bodies=(
        Body(_REQUEST, ("request_model",), read_request),
        Body(_RESPONSE, ("response_id",), read_response),
        # The counts beside it have no thoughts in them, or are the total, where these are not told.
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
