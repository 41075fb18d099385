"""AWS's distribution of OpenTelemetry, which moves messages from spans into log records."""

from __future__ import annotations

import json
from typing import Any

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import record, span

STRANDS = "strands.telemetry.tracer"
CHAT = span("chat", {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5"})
RUN = span(
    "execute_tool weather", {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"}
)
WISH = {"toolUse": {"toolUseId": "c1", "name": "weather", "input": {"city": "Oslo"}}}


def said(inside: str, asked: list[Any], answered: list[Any]) -> Any:
    body = {"input": {"messages": asked}, "output": {"messages": answered}}
    return record(STRANDS, {"event.name": STRANDS}, inside=inside, at=1, body=body, scope=STRANDS)


def message(role: str, content: Any) -> dict[str, Any]:
    return {"role": role, "content": content}


def test_messages_of_events_are_read_from_the_log_record() -> None:
    talk = said(
        "chat",
        [
            message("system", {"content": '[{"text": "Be brief."}]'}),
            message("user", {"content": '[{"text": "Rain in Oslo?"}]'}),
        ],
        [
            message("assistant", {"content": '[{"text": "Earlier."}]'}),
            message(
                "assistant",
                {
                    "finish_reason": "tool_use",
                    "message": json.dumps([{"text": "Let me look."}, WISH]),
                },
            ),
        ],
    )

    call = the_operation(CHAT, talk)

    assert fields(call, "last_user_text", "assistant_text", "finish_class") == {
        "last_user_text": "Rain in Oslo?",
        "assistant_text": "Let me look.",
        "finish_class": "tool_calls",
    }
    assert [each.role for each in call.input_messages] == ["system", "user"]
    assert [(wish.id, wish.name, wish.arguments) for wish in call.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]


def test_messages_of_attributes_are_read_once_from_the_log_record() -> None:
    talk = said(
        "chat",
        [
            message("user", json.dumps({"messages": [message("user", "Rain?")], "model": "gpt-5"})),
            message("user", "Rain?"),
        ],
        [
            message(
                "assistant",
                json.dumps({"choices": [{"message": message("assistant", "No.")}]}),
            ),
            message("assistant", "No."),
        ],
    )

    call = the_operation(CHAT, talk)

    assert [each.text for each in call.input_messages] == ["Rain?"]
    assert [each.text for each in call.output_messages] == ["No."]


def test_messages_in_one_attribute_come_after_the_instructions() -> None:
    asked = [{"role": "user", "parts": [{"type": "text", "content": "Rain?"}]}]
    answer = [
        {
            "role": "assistant",
            "parts": [{"type": "text", "content": "No."}],
            "finish_reason": "end_turn",
        }
    ]
    talk = said(
        "chat",
        [
            message("system", '[{"type": "text", "content": "Be brief."}]'),
            message("user", json.dumps(asked)),
        ],
        [message("assistant", json.dumps(answer))],
    )

    call = the_operation(CHAT, talk)

    assert [(each.role, each.text) for each in call.input_messages] == [
        ("system", "Be brief."),
        ("user", "Rain?"),
    ]
    assert (call.assistant_text, call.finish_reason) == ("No.", "end_turn")


def test_a_tool_has_its_arguments_and_its_result() -> None:
    talk = said(
        RUN.name,
        [message("tool", {"role": "tool", "content": '{"city": "Oslo"}', "id": "c1"})],
        [message("assistant", {"message": '[{"text": "Rain"}]', "id": "c1"})],
    )

    run = the_operation(RUN, talk)

    assert (run.arguments, run.result) == ({"city": "Oslo"}, "Rain")


def test_other_log_records_are_not_messages() -> None:
    other = record("x", inside="chat", at=1, body={"input": "a", "level": "info"})

    assert the_operation(CHAT, other).input_messages == ()
