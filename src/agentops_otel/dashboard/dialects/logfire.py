"""Logfire: OTel's conventions for model calls, with its own names around them.

https://github.com/pydantic/logfire/tree/main/logfire/_internal/integrations: `openai_agents.py` and
`llm_providers/`. Up to 3.x a call names no operation and keeps everything in `request_data` and
`response_data`. A streamed answer gets a span of no duration once it is complete; the span of its
request ended when the stream began.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import UNKNOWN, Body, Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import read_request, read_response_usage
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

_TEMPLATE: Final = "logfire.msg_template"
_INTEGRATIONS: Final = "logfire."
_STREAMED: Final = "streaming response from "
# The OpenAI Agents SDK's, which records nothing of an answer but its text.
_AGENTS_CHAT: Final = "Chat completion with "

# Prefixes of the integrations' message templates.
_KINDS: Final[tuple[tuple[str, OperationKind], ...]] = (
    ("Chat Completion with ", "llm"),
    (_AGENTS_CHAT, "llm"),
    ("Completion with ", "llm"),
    ("Image Generation with ", "llm"),
    ("Message with ", "llm"),
    ("Responses API", "llm"),
    (_STREAMED, "llm"),
    ("Embedding Creation with ", "embedding"),
    ("OpenAI Agents trace: ", "workflow"),
    ("Agent run: ", "agent"),
    ("Function: ", "tool"),
    ("Guardrail ", "guardrail"),
    ("Handoff: ", "operation"),
    ("Task: ", "operation"),
    ("Turn ", "operation"),
)

# What the attribute `name` stands for on the OpenAI Agents SDK's spans.
_NAMED: Final[tuple[tuple[str, Fact], ...]] = (
    ("OpenAI Agents trace: ", "workflow"),
    ("Agent run: ", "agent"),
    ("Function: ", "tool"),
)


def _kind(span: Span) -> OperationKind | None:
    if not span.scope.name.startswith(_INTEGRATIONS):
        return None
    template = _template(span.attributes)
    return next((kind for start, kind in _KINDS if template.startswith(start)), None)


def _template(attributes: Mapping[str, Any]) -> str:
    told = attributes.get(_TEMPLATE)
    return told if isinstance(told, str) else ""


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    template = _template(attributes)
    told: dict[Fact, Any] = {
        fact: attributes.get("name") for start, fact in _NAMED if template.startswith(start)
    }
    if not told:
        told["entity"] = attributes.get("logfire.msg")
    if "agent_name" in attributes:
        told["agent"] = attributes["agent_name"]
    if template.startswith(_STREAMED):
        told["streamed_ns"] = attributes.get("duration")
    told["session_name"] = told.get("workflow")
    told["session_key"] = _unless_null(attributes.get("group_id"))
    return {**told, **_model(attributes), **read_usage(attributes.get("usage"))}


def _unless_null(value: Any) -> Any:
    """Return a value, with None for Logfire's JSON `null`."""
    return None if value == "null" else value


def _model(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Drop the response model of a call without an answer: it is a copy of the requested one."""
    told = attributes.get("gen_ai.response.model")
    is_answered = "gen_ai.response.id" in attributes or (
        "gen_ai.usage.input_tokens" in attributes
        and not _template(attributes).startswith(_AGENTS_CHAT)
    )
    if told is None or told != attributes.get("gen_ai.request.model") or is_answered:
        return {}
    return {"response_model": UNKNOWN}


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if _TEMPLATE not in attributes:
        return {}
    given, gave = attributes.get("input"), attributes.get("output")
    if _template(attributes).startswith("Function: "):
        return {"arguments": given, "result": gave}
    chunks = as_mapping(attributes.get("response_data")).get("combined_chunk_content")
    return {"input_messages": given, "output_messages": gave or chunks}


DIALECT: Final = Dialect(
    name="Logfire",
    keys={
        "request_body": ("request_data",),
        "response_body": ("response_data",),
    },
    kind=_kind,
    claims=lambda span, _: _kind(span),
    own=_own,
    bodies=(
        Body("request_data", ("request_model",), read_request),
        Body("response_data", ("input_tokens",), read_response_usage),
        Body("gen_ai.usage.raw", ("reasoning_tokens",), read_usage),
        Body("response_data", ("reasoning_tokens",), read_response_usage),
    ),
    said=_said,
    reply_keys=("response_data",),
)
