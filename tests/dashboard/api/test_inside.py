"""The API inside one session."""

from __future__ import annotations

from typing import Any

import pytest

from tests.served import Dashboard
from tests.telemetry import (
    EPOCH,
    SECOND,
    attributes,
    event,
    log_record,
    session_span,
    span,
    span_id,
    trace_id,
)


def messages(*texts: tuple[str, str]) -> str:
    parts = (
        f'{{"role": "{role}", "parts": [{{"type": "text", "content": "{text}"}}]}}'
        for role, text in texts
    )
    return f"[{', '.join(parts)}]"


def call(
    number: int, *, at: float, inputs: str, output: str, tokens: int, **more: Any
) -> dict[str, Any]:
    values = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.response.model": "gpt-5-mini-2025-08-07",
        "gen_ai.response.id": f"r{number}",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": tokens,
        "gen_ai.usage.output_tokens": 10,
        "gen_ai.input.messages": inputs,
        "gen_ai.output.messages": output,
    }
    return span("chat gpt-5-mini", number, at=at, values=values, **more)


@pytest.fixture
def session(dashboard: Dashboard) -> Dashboard:
    """Return a dashboard with a session of two turns, with an agent and a tool that fails."""
    first = [("system", "be brief"), ("user", "capital of France?")]
    second = [*first, ("assistant", "Paris"), ("user", "and of Peru?")]
    dashboard.receive(
        session_span("s1", lasts=30),
        span(
            "invoke_agent guide",
            2,
            parent=1,
            lasts=25,
            values={"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "guide"},
        ),
        call(
            3,
            parent=2,
            at=1,
            tokens=100,
            inputs=messages(*first),
            output=messages(("assistant", "Paris")),
        ),
        span(
            "execute_tool atlas",
            4,
            parent=2,
            at=5,
            status="error",
            values={
                "gen_ai.operation.name": "execute_tool",
                "gen_ai.tool.name": "atlas",
                "gen_ai.tool.call.arguments": '{"page": 7}',
            },
            events=[event("exception", at=5.5, **{"exception.type": "KeyError"})],
        ),
        call(
            5,
            parent=2,
            at=10,
            tokens=150,
            inputs=messages(*second),
            output=messages(("assistant", "Lima")),
        ),
    )
    return dashboard


def test_events_are_spans_and_span_events_ordered_by_time(session: Dashboard) -> None:
    page = session.get("/sessions/s1/events")
    assert [(each["name"], each["kind"]) for each in page["items"]] == [
        ("invoke_agent guide", "agent"),
        ("chat gpt-5-mini", "llm"),
        ("execute_tool atlas", "tool"),
        ("exception", "event"),
        ("chat gpt-5-mini", "llm"),
    ]
    assert page["items"][3] == {
        "name": "exception",
        "kind": "event",
        "trace_id": trace_id(1),
        "span_id": span_id(4),
        "time_unix_nano": str(EPOCH + SECOND * 11 // 2),
        "duration_ns": None,
        "status": "unset",
        "attributes": {"exception.type": "KeyError"},
    }
    assert page["next_cursor"] is None


def test_events_come_in_pages(session: Dashboard) -> None:
    names: list[str] = []
    cursor = None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = session.get("/sessions/s1/events", **query)
        names.extend(each["name"] for each in page["items"])
        if (cursor := page["next_cursor"]) is None:
            break
    assert names == [each["name"] for each in session.get("/sessions/s1/events")["items"]]


def test_events_are_filtered_by_kind(session: Dashboard) -> None:
    items = session.get("/sessions/s1/events", kind="event,tool")["items"]
    assert [each["name"] for each in items] == ["execute_tool atlas", "exception"]
    problem = session.refused("/sessions/s1/events", kind="events")
    assert "'events' is not one of session, agent" in problem["detail"]


def test_logs_of_a_session_are_ordered_by_time(session: Dashboard) -> None:
    within = {"traceId": trace_id(1), "spanId": span_id(4)}
    session.receive_logs(
        log_record("later", at=6, **within),
        log_record({"page": 7}, at=5, name="atlas.opened", values={"session.id": "s1"}, **within),
        log_record("elsewhere", at=5, traceId=trace_id(9), spanId=span_id(9)),
    )
    items = session.get("/sessions/s1/logs")["items"]
    assert [each["body"] for each in items] == [{"page": 7}, "later"]
    assert (items[0]["event_name"], items[0]["span_id"]) == ("atlas.opened", span_id(4))
    assert (items[0]["severity_text"], items[0]["service"]) == ("INFO", "agents")


def test_logs_of_a_span_are_returned_without_others_and_in_pages(session: Dashboard) -> None:
    within = {"traceId": trace_id(1), "spanId": span_id(4)}
    beside = {"traceId": trace_id(1), "spanId": span_id(3)}
    session.receive_logs(
        *(log_record(f"beside {n}", at=n, **beside) for n in range(3)),
        *(log_record(f"within {n}", at=n, **within) for n in range(3)),
    )
    asked = {"span_id": span_id(4).upper(), "limit": 2}
    first = session.get("/sessions/s1/logs", **asked)
    second = session.get("/sessions/s1/logs", **asked, cursor=first["next_cursor"])
    told = [each["body"] for page in (first, second) for each in page["items"]]
    assert told == ["within 0", "within 1", "within 2"]
    assert second["next_cursor"] is None
    assert session.refused("/sessions/s1/logs", cursor=first["next_cursor"])["status"] == 400
    assert session.get("/sessions/s1/logs", **asked, trace_id=trace_id(2))["items"] == []
    assert len(session.get("/sessions/s1/logs", trace_id=trace_id(1))["items"]) == 6


def test_failures_have_their_reasons_and_are_ordered_by_end(dashboard: Dashboard) -> None:
    class_ = {"exception.type": "openai.RateLimitError", "exception.message": "slow down"}
    dashboard.receive(
        session_span("s1", lasts=30),
        span("outer", 2, parent=1, at=1, lasts=9, status="error", message="it failed"),
        span("inner", 3, parent=2, at=1, lasts=3, status="error", values={"error.type": "502"}),
        span(
            "call",
            4,
            parent=2,
            at=2,
            lasts=4,
            status="error",
            message="x" * 5_000,
            events=[event("exception", at=3), event("exception", at=4, **class_)],
        ),
        span("fine", 5, parent=1),
        span("long", 6, parent=1, at=2, lasts=20, status="error", message="x" * 5_000),
    )
    first = dashboard.get("/sessions/s1/failures", limit=3)
    second = dashboard.get("/sessions/s1/failures", limit=3, cursor=first["next_cursor"])
    told = [*first["items"], *second["items"]]
    assert [(each["name"], each["error_type"], each["message"]) for each in told] == [
        ("inner", "502", None),
        ("call", "openai.RateLimitError", "slow down"),
        ("outer", None, "it failed"),
        ("long", None, "x" * 1_000),
    ]
    assert told[0] == {
        "trace_id": trace_id(1),
        "span_id": span_id(3),
        "name": "inner",
        "kind": "span",
        "end_time_unix_nano": str(EPOCH + 4 * SECOND),
        "error_type": "502",
        "message": None,
    }
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("<class 'openai.RateLimitError'>", "openai.RateLimitError"),
        (" Boom ", "Boom"),
        ("x" * 2_000, "x" * 1_024),
        (502, "502"),
    ],
)
def test_an_error_has_the_name_by_which_it_is_found(
    dashboard: Dashboard, value: object, name: str
) -> None:
    values = {"error.type": value}
    dashboard.receive(session_span("s1"), span("a", 2, parent=1, status="error", values=values))
    (failure,) = dashboard.get("/sessions/s1/failures")["items"]
    assert failure["error_type"] == name
    assert dashboard.get("/sessions", q=f'error:"{name}"')["total"] == 1


def test_operations_have_the_facts_of_their_spans(session: Dashboard) -> None:
    items = session.get("/sessions/s1/operations")["items"]
    assert [each["kind"] for each in items] == ["agent", "llm", "tool", "llm"]
    tool = items[2]
    assert (tool["name"], tool["arguments"], tool["result"]) == ("atlas", {"page": 7}, None)
    assert (tool["is_error"], tool["agent"], tool["input_tokens"]) == (True, "guide", None)
    call = items[1]
    assert call["span_ids"] == [span_id(3)]
    assert call["start_time_unix_nano"] == str(EPOCH + SECOND)
    assert (call["input_tokens"], call["output_tokens"], call["cached_tokens"]) == (100, 10, None)
    assert (call["provider"], call["request_model"]) == ("openai", "gpt-5-mini")
    assert (call["finish_reason"], call["finish_class"]) == ("stop", "stop")
    assert (call["last_user_text"], call["assistant_text"]) == ("capital of France?", "Paris")
    assert call["cost_source"] == "computed"


def test_operations_come_in_pages_where_a_limit_is_given(session: Dashboard) -> None:
    whole = session.get("/sessions/s1/operations")
    page = session.get("/sessions/s1/operations", limit=2)
    rest = session.get("/sessions/s1/operations", limit=500, cursor=page["next_cursor"])

    assert whole["next_cursor"] is None
    assert (len(page["items"]), rest["next_cursor"]) == (2, None)
    assert page["items"] + rest["items"] == whole["items"]
    problem = session.refused("/sessions/s1/operations", kind="llm", cursor=page["next_cursor"])
    assert problem["detail"] == "query 'cursor': this cursor is of another list or order"


@pytest.mark.parametrize(
    ("kind", "kinds"), [("tool", {"tool"}), ("llm,tool", {"llm", "tool"}), ("session", {"session"})]
)
def test_operations_are_filtered_by_kind(session: Dashboard, kind: str, kinds: set[str]) -> None:
    items = session.get("/sessions/s1/operations", kind=kind)["items"]
    assert {each["kind"] for each in items} == kinds


def test_the_operation_of_a_span_has_all_messages(session: Dashboard) -> None:
    (told,) = session.get(f"/sessions/s1/spans/{span_id(5)}/operations")["items"]
    assert [(each["role"], each["text"]) for each in told["input_messages"]] == [
        ("system", "be brief"),
        ("user", "capital of France?"),
        ("assistant", "Paris"),
        ("user", "and of Peru?"),
    ]
    assert [each["text"] for each in told["output_messages"]] == ["Lima"]
    assert (told["kind"], told["span_ids"]) == ("llm", [span_id(5)])


def test_a_span_that_is_no_operation_has_none(session: Dashboard) -> None:
    assert session.get(f"/sessions/s1/spans/{span_id(1)}/operations")["items"] == []
    assert session.refused(f"/sessions/s1/spans/{span_id(77)}/operations")["status"] == 404


def test_an_operation_has_its_time_to_the_first_chunk(dashboard: Dashboard) -> None:
    streamed = call(1, at=0, tokens=5, inputs=messages(("user", "hi")), output="[]")
    streamed["attributes"] += attributes(
        {"gen_ai.response.time_to_first_chunk": 0.25, "session.id": "s"}
    )
    dashboard.receive(streamed)
    (told,) = dashboard.get("/sessions/s/operations")["items"]
    assert told["time_to_first_chunk_ns"] == SECOND // 4


@pytest.mark.parametrize("kind", ["tools", "llm,", ""])
def test_an_unknown_kind_is_refused(session: Dashboard, kind: str) -> None:
    problem = session.refused("/sessions/s1/operations", kind=kind)
    assert problem["status"] == 400
    assert "is not one of session, agent" in problem["detail"]


def test_the_transcript_is_turns(session: Dashboard) -> None:
    first, second = session.get("/sessions/s1/transcript")["turns"]
    assert first["user_text"] == "capital of France?"
    assert [(each["type"], each["name"], each["text"]) for each in first["steps"]] == [
        ("agent", "guide", None),
        ("message", None, "be brief"),
        ("message", None, "capital of France?"),
        ("reply", "chat gpt-5-mini", "Paris"),
        ("tool", "atlas", None),
    ]
    assert (first["input_tokens"], first["output_tokens"], first["is_error"]) == (100, 10, True)
    assert second["user_text"] == "and of Peru?"
    assert second["steps"][-1]["repeated_messages"] == 3
    assert (second["context_tokens"], second["is_error"]) == (150, False)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("kind:tool", [4]),
        ("lima", [5]),
        ("status:error", [4]),
        ("atlas OR lima", [4, 5]),
        ("attr.gen_ai.response.id:r3", [3]),
        ("nothing", []),
    ],
)
def test_spans_are_found_inside_a_session(
    session: Dashboard, query: str, numbers: list[int]
) -> None:
    found = session.get("/sessions/s1/find", q=query)
    assert [each["span_id"] for each in found["items"]] == [span_id(n) for n in numbers]
    assert found["is_capped"] is False


def test_finding_spans_stops_at_the_limit(session: Dashboard) -> None:
    found = session.get("/sessions/s1/find", limit=2)
    assert len(found["items"]) == 2
    assert found["is_capped"] is True


def test_a_session_field_is_refused_in_a_filter_inside_a_session(session: Dashboard) -> None:
    assert session.refused("/sessions/s1/find", q="state:error")["position"] == 0
