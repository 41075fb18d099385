from __future__ import annotations

import pytest

from tests.served import Dashboard
from tests.telemetry import EPOCH, SECOND, event, session_span, span, span_id, trace_id


def test_the_timeline_is_returned_as_columns(dashboard: Dashboard) -> None:
    dashboard.receive(
        session_span("s1", lasts=10),
        span("plan", 2, parent=1, at=1, lasts=5, values={"gen_ai.operation.name": "invoke_agent"}),
    )
    dashboard.receive(span("search", 3, parent=2, at=2, lasts=1.5, status="error"), service="tools")
    assert dashboard.get("/sessions/s1/spans") == {
        "total": 3,
        "base_unix_nano": str(EPOCH),
        "names": ["run", "plan", "search"],
        "services": ["agents", "tools"],
        "kinds": ["session", "agent", "span"],
        "id": [span_id(1), span_id(2), span_id(3)],
        "trace": [trace_id(1)] * 3,
        "parent": [-1, 0, 1],
        "missing_parent": {},
        "name": [0, 1, 2],
        "service": [0, 0, 1],
        "kind": [0, 1, 2],
        "start_ns": [0, SECOND, 2 * SECOND],
        "duration_ns": [10 * SECOND, 5 * SECOND, SECOND * 3 // 2],
        "status": ["ok", "unset", "error"],
        "unstarted": [],
        "unended": [],
    }


def test_spans_without_a_start_or_an_end_are_listed(dashboard: Dashboard) -> None:
    timeless = {"startTimeUnixNano": "0", "endTimeUnixNano": "0"}
    dashboard.receive(
        session_span("s1", lasts=10),
        {**span("unstarted", 2, parent=1, at=1, lasts=5), "startTimeUnixNano": "0"},
        {**span("unended", 3, parent=1, at=2), "endTimeUnixNano": "0"},
        {**span("timeless", 4, parent=1), **timeless},
    )
    columns = dashboard.get("/sessions/s1/spans")
    assert columns["base_unix_nano"] == str(EPOCH)
    names = [columns["names"][name] for name in columns["name"]]
    starts = dict(zip(names, columns["start_ns"], strict=True))
    assert starts == {"run": 0, "unstarted": 6 * SECOND, "unended": 2 * SECOND, "timeless": 0}
    assert [names[row] for row in columns["unstarted"]] == ["unstarted", "timeless"]
    assert [names[row] for row in columns["unended"]] == ["timeless", "unended"]
    assert columns["duration_ns"] == [0, 0, 10 * SECOND, 0]


def test_a_parent_that_never_arrived_is_listed(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1"), span("late", 3, parent=99, at=1))
    columns = dashboard.get("/sessions/s1/spans")
    assert columns["parent"] == [-1, -1]
    assert columns["missing_parent"] == {"1": span_id(99)}


def test_a_span_is_returned_whole_with_value_types(dashboard: Dashboard) -> None:
    values = {
        "session.id": "s1",
        "text": "a <b>",
        "whole": 2**60,
        "real": 1.0,
        "yes": True,
        "list": ["a", 1, False],
        "map": {"deep": {"x": 1}},
    }
    dashboard.receive(
        span(
            "work",
            7,
            lasts=2,
            status="error",
            message="too slow",
            values=values,
            events=[event("exception", at=1, **{"exception.type": "KeyError"})],
            links=[(8, 9)],
        )
    )
    answer = dashboard.http.get(f"/api/v1/sessions/s1/spans/{span_id(7)}")
    assert '"real":1.0' in answer.text
    assert answer.json() == {
        "session_id": "s1",
        "trace_id": trace_id(1),
        "span_id": span_id(7),
        "parent_span_id": None,
        "name": "work",
        "kind": "span",
        "span_kind": "internal",
        "service": "agents",
        "start_time_unix_nano": str(EPOCH),
        "end_time_unix_nano": str(EPOCH + 2 * SECOND),
        "duration_ns": 2 * SECOND,
        "status": "error",
        "status_message": "too slow",
        "attributes": values,
        "events": [
            {
                "name": "exception",
                "time_unix_nano": str(EPOCH + SECOND),
                "attributes": {"exception.type": "KeyError"},
                "dropped_attributes_count": 0,
            }
        ],
        "links": [
            {
                "trace_id": trace_id(8),
                "span_id": span_id(9),
                "trace_state": "",
                "attributes": {},
                "dropped_attributes_count": 0,
            }
        ],
        "resource": {"service.name": "agents"},
        "scope": {"name": "tests", "version": "1", "attributes": {}},
        "trace_state": "",
        "dropped_attributes_count": 0,
        "dropped_events_count": 0,
        "dropped_links_count": 0,
    }


def test_numbers_that_json_cannot_represent_are_strings(dashboard: Dashboard) -> None:
    dashboard.receive(
        span("x", 1, values={"session.id": "s1"})
        | {
            "attributes": [
                {"key": "session.id", "value": {"stringValue": "s1"}},
                {"key": "nan", "value": {"doubleValue": "NaN"}},
                {"key": "least", "value": {"doubleValue": "-Infinity"}},
                {"key": "raw", "value": {"bytesValue": "aGk="}},
            ]
        }
    )
    assert dashboard.get(f"/sessions/s1/spans/{span_id(1)}")["attributes"] == {
        "session.id": "s1",
        "nan": "NaN",
        "least": "-Infinity",
        "raw": {"bytesValue": "aGk="},
    }


def test_the_trace_id_distinguishes_spans_with_the_same_id(dashboard: Dashboard) -> None:
    dashboard.receive(
        session_span("s1", 1, trace=1, name="first"),
        session_span("s1", 1, trace=2, name="second", at=5),
    )
    path = f"/sessions/s1/spans/{span_id(1)}"
    assert dashboard.get(path)["name"] == "first"
    assert dashboard.get(path, trace_id=trace_id(2))["name"] == "second"
    assert dashboard.get(path, trace_id=trace_id(2).upper())["name"] == "second"
    assert dashboard.refused(path, trace_id=trace_id(3))["status"] == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/sessions/s1/spans/{span_id(9)}", 404),
        ("/sessions/s1/spans/xyz", 404),
        (f"/sessions/other/spans/{span_id(1)}", 404),
        (f"/sessions/s1/spans/{span_id(1)}?trace_id=xyz", 400),
        (f"/sessions/s1/spans/{span_id(1)}?trace=1", 400),
    ],
)
def test_an_unknown_span_is_not_found(dashboard: Dashboard, path: str, status: int) -> None:
    dashboard.receive(session_span("s1"))
    answer = dashboard.http.get(f"/api/v1{path}")
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_a_large_session_is_returned_whole(dashboard: Dashboard) -> None:
    for first in range(0, 2000, 500):
        dashboard.receive(
            *(
                span(f"n{n % 7}", n + 10, at=n / 100, values={"session.id": "s1"})
                for n in range(first, first + 500)
            )
        )
    columns = dashboard.get("/sessions/s1/spans")
    assert len(columns["id"]) == 2000
    assert sorted(columns["names"]) == [f"n{n}" for n in range(7)]
    assert columns["start_ns"] == sorted(columns["start_ns"])


def test_spans_over_the_limit_are_left_out_but_counted_in_the_total(dashboard: Dashboard) -> None:
    short = [span("step", n, parent=1, at=n, lasts=1 / n) for n in range(2, 9)]
    dashboard.receive(session_span("s1", lasts=60), *short)
    columns = dashboard.get("/sessions/s1/spans", limit=3)
    assert columns["total"] == 8
    assert columns["id"] == [span_id(1), span_id(2), span_id(3)]
    assert columns["parent"] == [-1, 0, 0]
    assert dashboard.refused("/sessions/s1/spans", limit=50_001)["status"] == 400
