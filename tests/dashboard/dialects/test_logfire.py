from __future__ import annotations

from typing import Any

from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.model import Operation, Span
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import SECOND, span

STREAMED = "streaming response from {request_data[model]!r} took {duration:.2f}s"


def called(template: str, attributes: dict[str, Any], *, scope: str, **place: Any) -> Span:
    told = {"logfire.msg_template": template, **attributes}
    return span(template, told, scope=scope, **place)


def request(name: str, *, at: float, lasts: float, **more: Any) -> Span:
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.model": "gpt-5",
        **more,
    }
    template = "Chat Completion with {request_data[model]!r}"
    return called(
        template, attributes, scope="logfire.openai", id=name, at=at, lasts=lasts, parent="loop"
    )


def answer(number: int, *, at: float, streamed: float) -> Span:
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.model": "gpt-5-2025-08-07",
        "gen_ai.response.id": f"chatcmpl-{number}",
        "gen_ai.usage.input_tokens": number,
        "gen_ai.usage.output_tokens": 1,
        "duration": streamed,
    }
    return called(
        STREAMED,
        attributes,
        scope="logfire.openai",
        id=f"answer {number}",
        at=at,
        lasts=0,
        parent="loop",
    )


def ids(operation: Operation, *spans: Span) -> list[int]:
    """Return the positions in `spans` of the spans of an operation."""
    return sorted(place for place, each in enumerate(spans) if each.span_id in operation.span_ids)


def test_a_streamed_answer_and_its_request_are_one_call() -> None:
    call = the_operation(
        span("loop", lasts=9), request("asked", at=1, lasts=1), answer(100, at=5, streamed=2.5)
    )

    assert fields(
        call, "duration_ns", "input_tokens", "request_model", "response_model", "response_id"
    ) == {
        "duration_ns": 4 * SECOND,
        "input_tokens": 100,
        "request_model": "gpt-5",
        "response_model": "gpt-5-2025-08-07",
        "response_id": "chatcmpl-100",
    }


def test_concurrent_streams_are_paired_with_the_requests_that_started_them() -> None:
    spans = (
        request("first", at=1, lasts=1),
        request("second", at=1, lasts=2),
        answer(100, at=9, streamed=6.9),
        answer(200, at=8, streamed=4.9),
    )
    calls = the_operations(span("loop", lasts=9), *spans)

    assert {call.input_tokens: ids(call, *spans) for call in calls} == {100: [0, 2], 200: [1, 3]}


def test_a_request_answered_without_a_stream_is_paired_with_none() -> None:
    calls = the_operations(
        span("loop", lasts=9),
        request(
            "answered",
            at=1,
            lasts=1,
            **{"gen_ai.usage.input_tokens": 7, "gen_ai.response.id": "chatcmpl-7"},
        ),
        answer(100, at=5, streamed=2),
    )

    assert [call.input_tokens for call in calls] == [7, 100]


def test_a_response_model_filled_in_before_the_response_is_ignored() -> None:
    assert the_operation(request("asked", at=1, lasts=1)).response_model is None


def test_a_call_of_an_old_version_has_everything_in_its_data() -> None:
    call = the_operation(
        called(
            "Message with {request_data[model]!r}",
            {
                "request_data": '{"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": '
                '[{"role": "user", "content": "Rain?"}]}',
                "response_data": '{"message": {"role": "assistant", "content": "Yes"}, "usage": '
                '{"input_tokens": 10, "cache_read_input_tokens": 5, "output_tokens": 2}}',
            },
            scope="logfire.anthropic",
        )
    )

    assert fields(
        call, "kind", "request_model", "provider", "input_tokens", "cached_tokens", "output_tokens"
    ) == {
        "kind": "llm",
        "request_model": "claude-sonnet-4-5",
        "provider": "anthropic",
        "input_tokens": 15,
        "cached_tokens": 5,
        "output_tokens": 2,
    }
    assert (call.last_user_text, call.assistant_text) == ("Rain?", "Yes")


def test_a_stream_of_an_old_version_has_its_text() -> None:
    call = the_operation(
        called(STREAMED, {"response_data": '{"combined_chunk_content": "Yes"}'}, scope="logfire.x")
    )

    assert call.assistant_text == "Yes"


def test_a_span_of_the_users_program_is_not_a_call_under_any_message() -> None:
    assert the_operations(called("Completion with {x}", {"x": 1}, scope="logfire")) == []


def test_a_group_id_of_json_null_is_no_session() -> None:
    trace = called(
        "OpenAI Agents trace: {name}",
        {"name": "Weather", "group_id": "null"},
        scope="logfire.openai_agents",
    )

    assert the_operation(trace).name == read_facts(trace).session_name == "Weather"
    assert read_facts(trace).session_key is None


def test_a_span_beside_agents_is_named_by_its_message() -> None:
    handoff = called(
        "Handoff: {from_agent} → {to_agent}",
        {"logfire.msg": "Handoff: Main → Writer"},
        scope="logfire.openai_agents",
    )

    assert fields(the_operation(handoff), "kind", "name") == {
        "kind": "operation",
        "name": "Handoff: Main → Writer",
    }


def test_without_a_choice_the_last_assistant_message_is_the_answer() -> None:
    call = the_operation(
        span(
            "chat",
            {
                "gen_ai.operation.name": "chat",
                "events": '[{"event.name": "gen_ai.user.message", "content": "Rain?"}, '
                '{"event.name": "gen_ai.assistant.message", "content": "I ask"},'
                '{"event.name": "gen_ai.tool.message", "id": "c1", "content": "Rain"},'
                '{"event.name": "gen_ai.assistant.message", "content": "Yes"}]',
            },
        )
    )

    assert call.assistant_text == "Yes"
    assert [message.text for message in call.input_messages] == ["Rain?", "I ask", "Rain"]
