"""GitHub Copilot: VS Code's telemetry as its source code sends it, the CLI's as captured."""

from __future__ import annotations

import json
from typing import Any

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import record, span

CHAT: dict[str, Any] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "github",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.response.model": "gpt-5-2025-08-07",
    "gen_ai.response.id": "r1",
    "gen_ai.usage.input_tokens": 10,
    "gen_ai.usage.output_tokens": 5,
}


def test_the_time_to_the_first_token_is_in_milliseconds() -> None:
    told = {**CHAT, "copilot_chat.time_to_first_token": 450, "gen_ai.usage.reasoning_tokens": 3}

    call = the_operation(span("chat gpt-5", told, kind="client"))

    assert fields(call, "time_to_first_chunk_ns", "reasoning_tokens") == {
        "time_to_first_chunk_ns": 450_000_000,
        "reasoning_tokens": 3,
    }


def test_a_call_and_its_log_record_are_one_and_turn_records_are_not_calls() -> None:
    details = {**CHAT, "event.name": "gen_ai.client.inference.operation.details"}
    turn = {
        "event.name": "copilot_chat.agent.turn",
        "turn.index": 0,
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 5,
    }

    call = the_operation(
        span("chat gpt-5", CHAT, kind="client"),
        record("", details, at=1, body="GenAI inference: gpt-5"),
        record("", turn, at=1, body="copilot_chat.agent.turn: 0"),
    )

    assert call.input_tokens == 10


def test_a_cost_in_proprietary_units_is_not_a_cost_in_dollars() -> None:
    told = {**CHAT, "github.copilot.cost": 1, "github.copilot.nano_aiu": 750_000_000}

    assert the_operation(span("chat gpt-5", told, kind="client")).cost_usd is None


def test_a_call_with_only_a_tool_message_takes_the_user_message_from_the_agent() -> None:
    asked = {"role": "user", "parts": [{"type": "text", "content": "Say hi."}]}
    answer = {"type": "tool_call_response", "id": "c1", "response": "hi"}
    new = {"role": "tool", "parts": [answer]}
    agent = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.input.messages": json.dumps([asked]),
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "Be brief."}]),
    }
    told = {
        **CHAT,
        "gen_ai.input.messages": json.dumps([new]),
        "gen_ai.system_instructions": agent["gen_ai.system_instructions"],
    }

    call = the_operation(
        span("invoke_agent", agent, scope="github.copilot", lasts=3),
        span("chat gpt-5", told, parent="invoke_agent", scope="github.copilot", kind="client"),
        kind="llm",
    )

    assert [(message.role, message.text) for message in call.input_messages] == [
        ("system", "Be brief."),
        ("user", "Say hi."),
        ("tool", "hi"),
    ]
    assert (call.last_user_text, call.agent) == ("Say hi.", None)


def test_the_id_of_a_request_is_not_a_session() -> None:
    keyed = span(
        "chat gpt-5", {**CHAT, "gen_ai.conversation.id": "r1", "copilot_chat.session_id": "s1"}
    )
    unkeyed = span("chat gpt-5", {**CHAT, "gen_ai.conversation.id": "r1"})

    assert [read_facts(each).session_key for each in (keyed, unkeyed)] == ["s1", None]
