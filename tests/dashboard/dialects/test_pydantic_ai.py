from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": "openai",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.response.model": "gpt-5",
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
    "gen_ai.usage.details.reasoning_tokens": 7,
    "operation.cost": 0.25,
}


def test_an_agent_of_version_1_repeats_the_sums_of_its_calls() -> None:
    agent = {
        "agent_name": "planner",
        "model_name": "gpt-5",
        "gen_ai.usage.input_tokens": 200,
        "gen_ai.usage.output_tokens": 40,
    }
    run, *calls = the_operations(
        span("agent run", agent, lasts=10),
        span("chat gpt-5", CHAT, id="one", parent="agent run", at=1),
        span("chat gpt-5", CHAT, id="two", parent="agent run", at=3),
    )

    assert fields(run, "kind", "name", "agent", "input_tokens", "cost_usd") == {
        "kind": "agent",
        "name": "planner",
        "agent": "planner",
        "input_tokens": None,
        "cost_usd": None,
    }
    assert [call.input_tokens for call in calls] == [100, 100]
    assert [call.agent for call in calls] == ["planner", "planner"]


def test_token_sums_of_an_agent_count_where_no_call_was_recorded() -> None:
    agent = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "planner",
        "gen_ai.aggregated_usage.input_tokens": 200,
        "gen_ai.aggregated_usage.output_tokens": 40,
    }

    run = the_operation(span("invoke_agent planner", agent))

    assert (run.input_tokens, run.output_tokens) == (200, 40)


def test_a_call_has_its_own_cost() -> None:
    call = the_operation(span("chat gpt-5", CHAT))

    assert fields(call, "reasoning_tokens", "cost_usd", "cost_source") == {
        "reasoning_tokens": 7,
        "cost_usd": 0.25,
        "cost_source": "telemetry",
    }


def test_a_tool_of_version_1_has_its_own_attribute_names() -> None:
    tool = {
        "gen_ai.tool.name": "get_weather",
        "gen_ai.tool.call.id": "call_1",
        "tool_arguments": '{"city": "Oslo"}',
        "tool_response": "Rain",
    }

    run = the_operation(span("running tool", tool))

    assert fields(run, "kind", "name", "arguments", "result") == {
        "kind": "tool",
        "name": "get_weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
    }


def test_messages_may_be_a_list_of_events_in_one_attribute() -> None:
    events = [
        {"event.name": "gen_ai.user.message", "role": "user", "content": "Is it raining?"},
        {
            "event.name": "gen_ai.choice",
            "index": 0,
            "message": {"role": "assistant", "content": "It is."},
        },
    ]

    call = the_operation(span("chat gpt-5", {**CHAT, "events": json.dumps(events)}))

    assert (call.last_user_text, call.assistant_text) == ("Is it raining?", "It is.")


def test_thinking_in_an_event_is_not_text() -> None:
    content = [{"kind": "thinking", "text": "Hm"}, {"kind": "text", "text": "Yes"}]
    choice = {"event.name": "gen_ai.choice", "message": {"role": "assistant", "content": content}}
    told = {"gen_ai.operation.name": "chat", "events": json.dumps([choice])}
    (answer,) = the_operation(span("chat", told)).output_messages

    assert (answer.text, answer.reasoning) == ("Yes", "Hm")


def test_a_tool_message_is_not_an_argument_of_the_agent() -> None:
    told = [
        {"event.name": "gen_ai.user.message", "role": "user", "content": "Rain?"},
        {"event.name": "gen_ai.tool.message", "role": "tool", "id": "c1", "content": "Rain"},
    ]
    agent = {"agent_name": "main", "model_name": "gpt-5", "all_messages_events": json.dumps(told)}

    assert the_operation(span("agent run", agent)).arguments is None
