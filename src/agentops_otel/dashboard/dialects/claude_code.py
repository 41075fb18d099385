"""Claude Code and the Claude Agent SDK: unprefixed names, and texts in log records only.

https://code.claude.com/docs/en/monitoring-usage: `claude_code.interaction` is a turn, with
`claude_code.llm_request` and `claude_code.tool` below it. Log records are written in the
interaction's span.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import read_response, read_response_usage
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_mapping, as_name, failed
from agentops_otel.dashboard.model import OperationKind, Span

_KINDS: Final[Mapping[str, OperationKind]] = {
    "interaction": "agent",
    "llm_request": "llm",
    "tool": "tool",
}

_ANY_OF_MCP: Final = "mcp_tool"


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Claim its spans, which since 2.1 also name OTel's operations."""
    if not span.scope.name.startswith("com.anthropic.claude_code"):
        return None
    return _KINDS.get(str(span.attributes.get("span.type")), named)


def _tool_name(attributes: Mapping[str, Any]) -> Any:
    """Return a tool's name; for MCP tools, all `mcp_tool` in log records, the name on spans."""
    name, told = attributes.get("tool_name"), as_mapping(attributes.get("tool_parameters"))
    server, tool = (as_name(told.get(key)) for key in ("mcp_server_name", "mcp_tool_name"))
    return f"mcp__{server}__{tool}" if name == _ANY_OF_MCP and server and tool else name


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read unprefixed names; cached tokens are counted apart from the input."""
    return {
        "agent": attributes.get("agent.name") or attributes.get("subagent_type"),
        "tool": _tool_name(attributes),
        "call_id": attributes.get("tool_use_id"),
        "provider": attributes.get("gen_ai.system") or "anthropic",
        "request_model": attributes.get("model"),
        "response_id": attributes.get("request_id"),
        **_told_by_answer(attributes),
        "cost_usd": attributes.get("cost_usd"),
        "is_error": failed(attributes),
        **read_usage(attributes),
    }


def _told_by_answer(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the log record with the whole answer. Over 60 KB it is cut and no longer JSON."""
    if "body" not in attributes or "body_length" not in attributes:
        return {}
    answer = attributes["body"]
    return {**read_response(answer), **read_response_usage(answer)}


def _asked(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"input_messages": said.get("prompt")}


def _answered(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"output_messages": said.get("response")}


def _body(fact: Fact) -> Any:
    return lambda said: {fact: as_mapping(said.get("body")) or None}


def _tool(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {
        "arguments": said.get("tool_input") or said.get("tool_parameters"),
        "result": said.get("tool_output") or said.get("output") or said.get("content"),
    }


DIALECT: Final = Dialect(
    name="Claude Code",
    kinds={"span.type": _KINDS},
    claims=_claims,
    keys={
        "finish_reason": ("stop_reason",),
        "ms_to_first_chunk": ("ttft_ms",),
        "input_messages": ("user_prompt",),
        "arguments": ("full_command", "file_path"),
    },
    own=_own,
    calls={
        "claude_code.api_request": "llm",
        "claude_code.api_error": "llm",
        "claude_code.api_response_body": "llm",
        "claude_code.assistant_response": "llm",
        "claude_code.tool_result": "tool",
    },
    events={
        "claude_code.user_prompt": _asked,
        "claude_code.assistant_response": _answered,
        "claude_code.api_request_body": _body("input_messages"),
        "claude_code.api_response_body": _body("output_messages"),
        "claude_code.tool_result": _tool,
        "tool.output": _tool,
    },
    prompt_above=True,
    prompts=frozenset(("claude_code.user_prompt",)),
)
