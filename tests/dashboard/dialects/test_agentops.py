from __future__ import annotations

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span


def test_a_tool_request_is_not_a_tool_run() -> None:
    chat = {
        "gen_ai.request.type": "chat",
        "gen_ai.system": "OpenAI",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.id": "r1",
        "gen_ai.usage.prompt_tokens": 10,
        "gen_ai.usage.completion_tokens": 2,
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": "Rain?",
        "gen_ai.completion.0.finish_reason": "tool_calls",
    }
    tool = {
        "agentops.span.kind": "tool",
        "operation.name": "weather",
        "agentops.tool.input": '{"args": [], "kwargs": {"city": "Oslo"}}',
        "agentops.tool.output": '"Rain"',
    }
    wish = {
        "agentops.span.kind": "AgentOpsSpanKindValues.TOOL",
        "tool.name": "weather",
        "tool.parameters": '{"city": "Oslo"}',
        "tool.call.id": "c1",
    }
    call, run = the_operations(
        span("openai.chat.completion", chat),
        span("tool_call.weather", wish, parent="openai.chat.completion"),
        span("weather.tool", tool, at=2),
    )

    assert fields(call, "kind", "provider", "input_tokens", "last_user_text") == {
        "kind": "llm",
        "provider": "openai",
        "input_tokens": 10,
        "last_user_text": "Rain?",
    }
    assert [(c.id, c.name, c.arguments) for c in call.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]
    assert fields(run, "kind", "name", "arguments", "result") == {
        "kind": "tool",
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
    }


def test_agentops_kinds_are_taken_as_they_are() -> None:
    run = the_operation(span("planner", {"agentops.span.kind": "agent"}))

    assert fields(run, "kind", "name", "agent") == {
        "kind": "agent",
        "name": "planner",
        "agent": "planner",
    }


def test_agentops_tags_take_precedence() -> None:
    tags = {"langfuse.trace.tags": ("b",), "agentops.session.tags": ("a",)}

    assert read_facts(span("s", tags)).tags == ("a",)
