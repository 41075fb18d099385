"""Google's Agent Development Kit: OTel's conventions, contents under `gcp.vertex.agent.*`.

https://github.com/google/adk-python/tree/main/src/google/adk/telemetry
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect
from agentops_otel.dashboard.dialects.payloads import (
    read_request,
    read_response,
    read_response_usage,
)
from agentops_otel.dashboard.dialects.values import as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

_REQUEST: Final = "gcp.vertex.agent.llm_request"
_RESPONSE: Final = "gcp.vertex.agent.llm_response"


def _kind(span: Span) -> OperationKind | None:
    """Tell the spans of old versions; tools carry an empty request."""
    if span.name == "call_llm" or as_mapping(span.attributes.get(_REQUEST)):
        return "llm"
    return "agent" if span.name.startswith("agent_run") else None


def _is_summary(span: Span) -> bool:
    """Tell the span that repeats the results of tools that ran at the same time."""
    return span.attributes.get("gen_ai.tool.name") == "(merged tools)"


DIALECT: Final = Dialect(
    name="Google ADK",
    keys={
        "request_body": (_REQUEST,),
        "response_body": (_RESPONSE,),
        "arguments": ("gcp.vertex.agent.tool_call_args",),
        "result": ("gcp.vertex.agent.tool_response",),
    },
    bodies=(
        Body(_REQUEST, ("request_model",), read_request),
        Body(_RESPONSE, ("response_id",), read_response),
        Body(_RESPONSE, ("input_tokens",), read_response_usage),
    ),
    kind=_kind,
    no_operation=_is_summary,
    reply_keys=(_RESPONSE,),
)
