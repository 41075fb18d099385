"""Codex, OpenAI's coding agent: unprefixed names, mostly in log records outside any span.

https://developers.openai.com/codex/config-advanced: `codex.user_prompt` is the user's prompt,
`codex.sse_event` of the kind `response.completed` the usage of an answer, `codex.tool_result` a run
of a tool. Its spans show its internals; among hundreds, a few receive an answer or run a tool.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import failed
from agentops_otel.dashboard.model import OperationKind, Span


def _kind(span: Span) -> OperationKind | None:
    attributes = span.attributes
    if not str(attributes.get("target")).startswith("codex_core::"):
        return None
    if span.name == "handle_responses" and "gen_ai.usage.input_tokens" in attributes:
        return "llm"
    return "tool" if "codex.tool.phase" in attributes and "tool_name" in attributes else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {
        "tool": attributes.get("tool_name"),
        "call_id": attributes.get("call_id"),
        "request_model": attributes.get("model"),
        "is_error": failed(attributes),
        **read_usage(attributes),
    }


def _asked(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"input_messages": said.get("prompt")}


def _ran(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"arguments": said.get("arguments"), "result": said.get("output")}


DIALECT: Final = Dialect(
    name="Codex",
    kind=_kind,
    keys={"reasoning_tokens": ("codex.usage.reasoning_output_tokens",)},
    own=_own,
    calls={
        "codex.sse_event.response.completed": "llm",
        "codex.sse_event.response.failed": "llm",
        "codex.tool_result": "tool",
    },
    events={"codex.user_prompt": _asked, "codex.tool_result": _ran},
    prompt_above=True,
    prompts=frozenset(("codex.user_prompt",)),
)
