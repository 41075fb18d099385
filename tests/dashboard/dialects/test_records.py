"""Log records that repeat what spans of agents and tools record."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import record, span

CHAT: dict[str, Any] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.usage.input_tokens": 10,
    "gen_ai.usage.output_tokens": 2,
}
DETAILS = "gen_ai.client.inference.operation.details"
AGENT = {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.usage.input_tokens": 10,
    "gen_ai.usage.output_tokens": 2,
}


@pytest.mark.parametrize("name", [{}, {"gen_ai.agent.name": "Planner"}], ids=["unnamed", "named"])
def test_a_log_record_that_repeats_an_agent_is_of_that_agent(name: dict[str, str]) -> None:
    told = {**AGENT, **name}
    said = {"gen_ai.output.messages": '[{"role": "assistant", "parts": ["Rain."]}]'}

    agent, call = the_operations(
        span("invoke_agent", told, lasts=3),
        span("chat gpt-5", CHAT, parent="invoke_agent", at=1),
        record(DETAILS, {**told, **said}, inside="invoke_agent", at=3),
    )

    assert fields(agent, "kind", "input_tokens", "assistant_text") == {
        "kind": "agent",
        "input_tokens": None,
        "assistant_text": "Rain.",
    }
    assert call.input_tokens == CHAT["gen_ai.usage.input_tokens"]


def test_a_log_record_of_a_tools_messages_is_no_call() -> None:
    said = {"gen_ai.output.messages": '[{"role": "tool", "parts": ["Rain."]}]'}
    run = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"}

    found = the_operation(
        span("execute_tool weather", run), record(DETAILS, said, inside="execute_tool weather")
    )

    assert found.kind == "tool"


def test_the_facts_of_a_call_may_be_in_the_body() -> None:
    body = {**CHAT, "gen_ai.response.id": "r1", "gen_ai.input.messages": [{"content": "Rain?"}]}

    call = the_operation(record(DETAILS, body=body))

    assert fields(call, "request_model", "response_id", "input_tokens", "last_user_text") == {
        "request_model": "gpt-5",
        "response_id": "r1",
        "input_tokens": 10,
        "last_user_text": "Rain?",
    }
