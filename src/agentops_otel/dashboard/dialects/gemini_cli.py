"""Gemini CLI, Google's coding agent: OTel's attributes with its own names of operations.

https://geminicli.com/docs/cli/telemetry: spans are written only on request; log records carry the
same under unprefixed names, and the usage of an answer twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_list, as_mapping, failed

_TOOL_CALL: Final = "tool_call"


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read unprefixed names of log records, and the status of tool runs."""
    if "gen_ai.operation.name" in attributes:
        return {"is_error": _status(attributes) == "error" or None}
    tools = attributes.get("tool_token_count")
    return {
        "tool": attributes.get("function_name"),
        "response_model": attributes.get("model"),
        "is_error": failed(attributes),
        **read_usage({**attributes, "tool_use_prompt_token_count": tools}),
    }


def _status(attributes: Mapping[str, Any]) -> Any:
    if attributes.get("gen_ai.operation.name") != _TOOL_CALL:
        return None
    return as_mapping(attributes.get("gen_ai.output.messages")).get("status")


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read a tool run from messages: the request, and the result that goes to the model."""
    if attributes.get("gen_ai.operation.name") != _TOOL_CALL:
        return {}
    asked = as_mapping(attributes.get("gen_ai.input.messages"))
    answered = as_mapping(as_mapping(attributes.get("gen_ai.output.messages")).get("response"))
    told: dict[Fact, Any] = {"tool_arguments": asked.get("args")}
    for part in as_list(answered.get("responseParts")):
        response = as_mapping(as_mapping(part).get("functionResponse"))
        if "response" in response:
            told.setdefault("tool_result", response["response"])
    return told


def _ran(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"arguments": said.get("function_args")}


def _asked(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"input_messages": said.get("request_text")}


def _answered(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {
        "output_messages": said.get("response_text"),
        "finish_reason": said.get("finish_reasons"),
    }


DIALECT: Final = Dialect(
    name="Gemini CLI",
    kinds={
        "gen_ai.operation.name": {
            "agent_call": "agent",
            "llm_call": "llm",
            "schedule_tool_calls": "operation",
            _TOOL_CALL: "tool",
        }
    },
    keys={"call_id": ("gen_ai.tool.call_id",)},
    own=_own,
    said=_said,
    calls={
        "gemini_cli.api_response": "llm",
        "gemini_cli.api_error": "llm",
        "gemini_cli.tool_call": "tool",
    },
    events={
        "gemini_cli.api_request": _asked,
        "gemini_cli.api_response": _answered,
        "gemini_cli.tool_call": _ran,
    },
)
