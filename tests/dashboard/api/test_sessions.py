from __future__ import annotations

import base64
import json
import math
from urllib.parse import quote

import pytest

from tests.served import Dashboard
from tests.telemetry import EPOCH, SECOND, event, session_span, span


def ids(dashboard: Dashboard, **query: object) -> list[str]:
    return [item["id"] for item in dashboard.get("/sessions", **query)["items"]]


def test_an_empty_server_has_an_empty_list(dashboard: Dashboard) -> None:
    assert dashboard.get("/sessions") == {
        "items": [],
        "next_cursor": None,
        "total": 0,
        "total_is_capped": False,
    }


def test_a_session_is_summarised(dashboard: Dashboard) -> None:
    call = {
        "session.id": "s1",
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.response.id": "r1",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
        "user.id": "u1",
    }
    dashboard.receive(
        session_span(
            "s1",
            name="research",
            state="error",
            reason="ValueError: no",
            tags=["production", "env:eu"],
            lasts=60,
            values={"user.id": "u1"},
        ),
        span("chat", 2, parent=1, at=1, values=call),
        span(
            "search",
            3,
            parent=1,
            at=5,
            status="error",
            values={"session.id": "s1", "gen_ai.operation.name": "execute_tool"},
            events=[event("retry", at=5.5)],
        ),
    )
    summary = dashboard.get("/sessions")["items"][0]
    assert summary.pop("cost_usd") > 0
    assert summary == {
        "id": "s1",
        "name": "research",
        "state": "error",
        "reason": "ValueError: no",
        "tags": ["production", "env:eu"],
        "start_time_unix_nano": str(EPOCH),
        "end_time_unix_nano": str(EPOCH + 60 * SECOND),
        "duration_ns": 60 * SECOND,
        "span_count": 3,
        "event_count": 3,
        "error_count": 1,
        "llm_call_count": 1,
        "tool_call_count": 1,
        "input_tokens": 100,
        "output_tokens": 20,
        "cached_tokens": None,
        "models": ["gpt-5-mini"],
        "services": ["agents"],
        "user_id": "u1",
        "parent_id": None,
        "first_user_text": None,
        "lost_span_count": None,
    }


def test_the_details_name_the_traces(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1"), session_span("s1", trace=2, at=5))
    details = dashboard.get("/sessions/s1")
    assert details["trace_ids"] == ["0" * 31 + "1", "0" * 31 + "2"]
    assert details["span_count"] == 2


@pytest.mark.parametrize(
    "session", ["user/42", "100%", "a b", "ü…", "who?", "a&b=c#d", "a%2Fb", "~", ".."]
)
def test_an_id_is_one_encoded_segment(dashboard: Dashboard, session: str) -> None:
    dashboard.receive(session_span(session))
    path = f"/sessions/{quote(session, safe='').replace('.', '%2E')}"
    assert dashboard.get(path)["id"] == session
    assert dashboard.get(f"{path}/spans")["names"] == ["run"]


@pytest.mark.parametrize(
    ("session", "segment"),
    [
        (".", "%252E"),
        ("..", "%252E%252E"),
        ("..", "%252e%252e"),
        ("%2E", "%25252E"),
        ("%252E", "%2525252E"),
        ("%2E.", "%25252E%252E"),
    ],
)
def test_an_id_that_clients_would_remove_from_the_path_is_encoded_twice(
    dashboard: Dashboard, session: str, segment: str
) -> None:
    dashboard.receive(session_span(session))
    assert dashboard.get(f"/sessions/{segment}")["id"] == session
    assert dashboard.get(f"/sessions/{segment}/spans")["names"] == ["run"]


def test_an_unknown_session_is_not_found(dashboard: Dashboard) -> None:
    for path in (
        "",
        "/spans",
        "/events",
        "/logs",
        "/operations",
        "/transcript",
        "/find",
        "/export",
    ):
        problem = dashboard.refused(f"/sessions/nobody{path}")
        assert (problem["status"], problem["title"]) == (404, "Not Found")


def test_pages_continue_each_other_without_gap_or_repetition(dashboard: Dashboard) -> None:
    dashboard.receive(*(session_span(f"s{n}", n, trace=n, at=n // 2) for n in range(1, 8)))
    seen, cursor = [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = dashboard.get("/sessions", **query)
        assert page["total"] == 7
        seen.append([item["id"] for item in page["items"]])
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == [["s7", "s6", "s5"], ["s4", "s3", "s2"], ["s1"]]


def test_pages_stay_stable_while_sessions_arrive(dashboard: Dashboard) -> None:
    dashboard.receive(*(session_span(f"s{n}", n, trace=n, at=n) for n in range(1, 5)))
    first = dashboard.get("/sessions", limit=2)
    dashboard.receive(session_span("new", 9, trace=9, at=9))
    assert ids(dashboard, limit=2, cursor=first["next_cursor"]) == ["s2", "s1"]


@pytest.mark.parametrize(
    ("sort", "ascending"),
    [
        ("start", ["a", "b", "c"]),
        ("duration", ["c", "b", "a"]),
        ("name", ["b", "c", "a"]),
        ("errors", ["a", "c", "b"]),
    ],
)
def test_the_list_is_sorted(dashboard: Dashboard, sort: str, ascending: list[str]) -> None:
    dashboard.receive(
        session_span("a", 1, trace=1, name="z", at=1, lasts=30),
        session_span("b", 2, trace=2, name="x", at=2, lasts=20),
        span("x", 4, parent=2, trace=2, at=2, status="error"),
        session_span("c", 3, trace=3, name="y", at=3, lasts=10),
    )
    assert ids(dashboard, sort=sort, order="asc") == ascending
    assert ids(dashboard, sort=sort) == (ascending[::-1] if sort != "errors" else ["b", "c", "a"])


@pytest.mark.parametrize("sort", ["start", "duration", "cost", "tokens", "errors", "name"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_list_can_start_after_a_session(dashboard: Dashboard, sort: str, order: str) -> None:
    def call(n: int, tokens: int) -> dict[str, object]:
        usage = {"gen_ai.request.model": "gpt-5-mini", "gen_ai.usage.output_tokens": tokens}
        return span("chat", n + 10, parent=n, trace=n, at=1, values=usage)

    dashboard.receive(
        *(session_span(f"s{n}", n, trace=n, name="same", at=1, lasts=9) for n in range(1, 7)),
        call(2, 500),
        call(3, 700),
        call(4, 500),
        span("broken", 20, parent=5, trace=5, at=2, status="error"),
    )
    listed = ids(dashboard, sort=sort, order=order)
    behind = [ids(dashboard, sort=sort, order=order, limit=1, after=each) for each in listed]
    assert behind == [*([each] for each in listed[1:]), []]


def test_a_list_cannot_start_both_at_a_cursor_and_after_a_session(dashboard: Dashboard) -> None:
    dashboard.receive(*(session_span(f"s{n}", n, trace=n, at=n) for n in range(1, 5)))
    cursor = dashboard.get("/sessions", limit=2)["next_cursor"]
    problem = dashboard.refused("/sessions", cursor=cursor, after="s1")
    assert problem["detail"] == "query 'after': a cursor says already where to begin"
    assert dashboard.refused("/sessions", after="gone")["status"] == 404
    assert dashboard.get("/sessions", after="s2")["total"] == 4


def test_a_filter_narrows_the_list_and_the_total(dashboard: Dashboard) -> None:
    dashboard.receive(
        session_span("a", 1, trace=1, tags=["x", "env:eu"]),
        session_span("b", 2, trace=2, tags=["x"], state="error"),
        session_span("c", 3, trace=3, tags=["y"]),
    )
    page = dashboard.get("/sessions", q="tag:x -state:error")
    assert [item["id"] for item in page["items"]] == ["a"]
    assert page["total"] == 1
    assert ids(dashboard, q="tag:env:eu OR tag:y", sort="name", order="asc") == ["a", "c"]


def test_a_bad_filter_is_refused_with_the_position_of_the_error(dashboard: Dashboard) -> None:
    assert dashboard.refused("/sessions", q="tag:a stat:error") == {
        "title": "Bad Request",
        "status": 400,
        "detail": 'there is no field "stat"; text to search for goes into quotes',
        "position": 6,
        "near": ["state", "start", "tag"],
    }


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 501}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"sort": "colour"}, "sort"),
        ({"order": "up"}, "order"),
        ({"page": 2}, "there is no parameter 'page' here"),
        ({"cursor": "abc"}, "no cursor"),
        ({"cursor": "é"}, "no cursor"),
        ({"q": "x" * 5000}, "q"),
    ],
)
def test_a_bad_parameter_is_refused_by_name(
    dashboard: Dashboard, query: dict[str, object], reason: str
) -> None:
    problem = dashboard.refused("/sessions", **query)
    assert problem["status"] == 400
    assert reason in problem["detail"]


def test_a_cursor_is_valid_only_for_its_own_sort_order(dashboard: Dashboard) -> None:
    dashboard.receive(*(session_span(f"s{n}", n, trace=n) for n in range(1, 4)))
    cursor = dashboard.get("/sessions", limit=1)["next_cursor"]
    problem = dashboard.refused("/sessions", limit=1, cursor=cursor, sort="name")
    assert "another list or order" in problem["detail"]


def written_by_hand(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize("value", ["x", None, True, 1.5, 2**63, math.nan])
@pytest.mark.parametrize(
    ("path", "listing"),
    [("/sessions", "sessions start desc"), ("/sessions/s1/events", "events")],
)
def test_a_cursor_with_a_value_of_another_type_is_refused(
    dashboard: Dashboard, path: str, listing: str, value: object
) -> None:
    dashboard.receive(session_span("s1"))
    problem = dashboard.refused(path, cursor=written_by_hand(listing, value, "s1"))
    assert problem["status"] == 400
    assert "cursor" in problem["detail"]


@pytest.mark.parametrize("parts", [("\ud800", "s1"), ("a", "\udfff")])
def test_a_cursor_with_a_lone_surrogate_is_refused(
    dashboard: Dashboard, parts: tuple[str, str]
) -> None:
    cursor = written_by_hand("sessions name desc", *parts)
    assert dashboard.refused("/sessions", sort="name", cursor=cursor)["status"] == 400


@pytest.mark.parametrize("id_", ["x", "", "-1", "\u0663", "9" * 19, "9" * 4000, 1, None])
def test_a_log_cursor_with_a_non_numeric_id_is_refused(dashboard: Dashboard, id_: object) -> None:
    dashboard.receive(session_span("s1"))
    problem = dashboard.refused("/sessions/s1/logs", cursor=written_by_hand("logs", 1, id_))
    assert problem["status"] == 400


def test_a_deeply_nested_cursor_is_refused(dashboard: Dashboard) -> None:
    text = base64.urlsafe_b64encode(b"[" * 3000).decode()
    assert dashboard.refused("/sessions", cursor=text)["status"] == 400


@pytest.mark.parametrize("sort", ["start", "duration", "cost", "tokens", "errors", "name"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_cursor_of_every_sort_order_continues_the_list(
    dashboard: Dashboard, sort: str, order: str
) -> None:
    dashboard.receive(*(session_span(f"s{n}", n, trace=n) for n in range(1, 4)))
    first = dashboard.get("/sessions", limit=2, sort=sort, order=order)
    rest = dashboard.get("/sessions", limit=2, sort=sort, order=order, cursor=first["next_cursor"])
    assert {each["id"] for each in first["items"] + rest["items"]} == {"s1", "s2", "s3"}


def test_an_unknown_path_is_answered_with_a_problem(dashboard: Dashboard) -> None:
    assert dashboard.refused("/nothing")["status"] == 404


def test_a_wrong_method_is_answered_with_a_problem(dashboard: Dashboard) -> None:
    answer = dashboard.http.post("/api/v1/sessions")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
