"""rig, with telemetry as its source code writes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span

CALL: dict[str, Any] = {
    "target": "rig::completions",
    "gen_ai.operation.name": "chat",
    "gen_ai.usage.input_tokens": 700,
    "gen_ai.usage.output_tokens": 50,
    "gen_ai.usage.cache_read.input_tokens": 600,
    "gen_ai.usage.cache_creation.input_tokens": 20,
    "gen_ai.usage.tool_use_prompt_tokens": 0,
    "gen_ai.usage.reasoning_tokens": 0,
}
GOOGLE = {
    "gen_ai.usage.cache_creation.input_tokens": 0,
    "gen_ai.usage.tool_use_prompt_tokens": 7,
    "gen_ai.usage.reasoning_tokens": 30,
}


@pytest.mark.parametrize(
    ("provider", "counts", "tokens"),
    [
        ("anthropic", {}, (1320, 50)),
        ("aws_bedrock", {}, (1320, 50)),
        ("openai", {}, (700, 50)),
        ("gcp.gemini", GOOGLE, (707, 80)),
    ],
)
def test_counts_are_adjusted_to_what_each_provider_counts(
    provider: str, counts: dict[str, int], tokens: tuple[int, int]
) -> None:
    call = the_operation(span("chat", {**CALL, **counts, "gen_ai.provider.name": provider}))

    assert (call.input_tokens, call.output_tokens, call.cached_tokens) == (*tokens, 600)


@pytest.mark.parametrize("name", ["chat_streaming", "interactions", "interactions_streaming"])
def test_a_request_is_a_call_through_any_interface(name: str) -> None:
    told = {"gen_ai.operation.name": name, "gen_ai.request.model": "gemini-2.5-flash"}

    assert the_operation(span(name, told)).kind == "llm"


def test_a_failed_tool_has_its_error() -> None:
    told = {
        "target": "rig_agent::agent::runner",
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.arguments": '{"city":"Oslo"}',
        "gen_ai.tool.call.outcome": "error",
        "gen_ai.tool.error.type": "execution",
    }

    assert fields(the_operation(span("execute_tool", told)), "name", "arguments", "is_error") == {
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "is_error": True,
    }
