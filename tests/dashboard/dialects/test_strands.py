from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import event, span

CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": "strands-agents",
    "gen_ai.request.model": "claude-sonnet-4-5",
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
    "gen_ai.usage.cache_write_input_tokens": 8,
    "gen_ai.server.time_to_first_token": 250,
}
ASKED = json.dumps([{"text": "Rain?"}])
ANSWER = json.dumps(
    [
        {"text": "Let me look."},
        {"toolUse": {"toolUseId": "t1", "name": "weather", "input": {"city": "Oslo"}}},
    ]
)


def test_messages_are_span_events() -> None:
    call = the_operation(
        span(
            "chat",
            CHAT,
            events=(
                event("gen_ai.system.message", {"content": json.dumps([{"text": "Be brief."}])}),
                event("gen_ai.user.message", {"content": ASKED}),
                event("gen_ai.choice", {"finish_reason": "tool_use", "message": ANSWER}),
            ),
        )
    )

    assert fields(call, "last_user_text", "assistant_text", "finish_class", "provider") == {
        "last_user_text": "Rain?",
        "assistant_text": "Let me look.",
        "finish_class": "tool_calls",
        "provider": "anthropic",
    }
    assert [message.role for message in call.input_messages] == ["system", "user"]
    assert call.tool_calls[0].arguments == {"city": "Oslo"}
    assert call.cache_write_tokens == 8


def test_arguments_and_result_of_a_tool_are_read_from_events() -> None:
    tool = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.id": "t1",
    }
    run = the_operation(
        span(
            "execute_tool weather",
            tool,
            events=(
                event("gen_ai.tool.message", {"role": "tool", "content": '{"city": "Oslo"}'}),
                event("gen_ai.choice", {"message": '[{"text": "Rain"}]', "id": "t1"}),
            ),
        )
    )

    assert fields(run, "arguments", "result") == {"arguments": {"city": "Oslo"}, "result": "Rain"}


def test_with_the_latest_conventions_a_tool_run_is_read_from_messages_in_one_event() -> None:
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"}
    details = "gen_ai.client.inference.operation.details"
    asked = [
        {
            "role": "tool",
            "parts": [
                {"type": "tool_call", "name": "weather", "id": "t1", "arguments": {"city": "Oslo"}}
            ],
        }
    ]
    given = [
        {
            "role": "tool",
            "parts": [{"type": "tool_call_response", "id": "t1", "response": [{"text": "Rain"}]}],
        }
    ]
    run = the_operation(
        span(
            "execute_tool weather",
            tool,
            events=(
                event(details, {"gen_ai.input.messages": json.dumps(asked)}),
                event(details, {"gen_ai.output.messages": json.dumps(given)}),
            ),
        )
    )

    assert fields(run, "arguments", "result") == {"arguments": {"city": "Oslo"}, "result": "Rain"}


def test_cycles_are_tasks_and_agents_repeat_token_sums() -> None:
    agent = {**CHAT, "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "desk"}
    cycle = {"gen_ai.operation.name": "execute_event_loop_cycle"}
    run, task, call = the_operations(
        span("invoke_agent desk", agent, lasts=5),
        span("execute_event_loop_cycle", cycle, parent="invoke_agent desk", lasts=4),
        span("chat", CHAT, parent="execute_event_loop_cycle"),
    )

    assert [run.kind, task.kind, call.kind] == ["agent", "task", "llm"]
    assert [run.input_tokens, task.input_tokens, call.input_tokens] == [None, None, 100]
