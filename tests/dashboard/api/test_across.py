"""The API across sessions: facets, analytics, comparison and views."""

from __future__ import annotations

import pytest

from tests.served import Dashboard
from tests.telemetry import EPOCH, SECOND, session_span, span

HOUR = 3600


@pytest.fixture
def three(dashboard: Dashboard) -> Dashboard:
    """Return a dashboard with three sessions in two hours, one of which fails."""
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search"}
    dashboard.receive(
        session_span("a", 1, trace=1, tags=["x", "y"], lasts=10),
        span("search", 2, parent=1, trace=1, values=tool),
        session_span("b", 3, trace=2, tags=["x"], at=10, lasts=20),
        span("search", 4, parent=3, trace=2, at=11, values=tool),
        span("fetch", 5, parent=3, trace=2, at=12, values=tool | {"gen_ai.tool.name": "fetch"}),
        session_span("c", 6, trace=3, at=HOUR, lasts=30, state="error"),
    )
    return dashboard


def test_facets_count_sessions(three: Dashboard) -> None:
    facets = three.get("/facets")["facets"]
    assert facets["tag"] == [
        {"value": "x", "session_count": 2},
        {"value": "y", "session_count": 1},
    ]
    assert facets["state"] == [
        {"value": "success", "session_count": 2},
        {"value": "error", "session_count": 1},
    ]
    assert facets["tool"][0] == {"value": "search", "session_count": 2}
    assert facets["model"] == []


def test_facets_of_some_kinds_whose_values_contain_a_text(three: Dashboard) -> None:
    found = three.get("/facets", kind="tool,model", contains="EAR", limit=1)["facets"]
    assert found == {"tool": [{"value": "search", "session_count": 2}], "model": []}
    assert three.refused("/facets", kind="tool,nothing")["status"] == 400
    assert three.refused("/facets", contains="x" * 257)["status"] == 400


def test_facets_respect_the_filter(three: Dashboard) -> None:
    facets = three.get("/facets", q="tag:y")["facets"]
    assert facets["tag"] == [
        {"value": "x", "session_count": 1},
        {"value": "y", "session_count": 1},
    ]
    assert facets["state"] == [{"value": "success", "session_count": 1}]


def test_a_facet_has_a_limited_number_of_values(three: Dashboard) -> None:
    assert three.get("/facets", limit=1)["facets"]["tag"] == [{"value": "x", "session_count": 2}]


def test_sessions_are_counted_by_the_hour(three: Dashboard) -> None:
    assert three.get("/analytics", interval="1h") == {
        "measure": "sessions",
        "unit": "count",
        "group_by": None,
        "interval_ns": HOUR * SECOND,
        "series": [
            {
                "group": None,
                "points": [
                    {"start_time_unix_nano": str(EPOCH), "value": 2},
                    {"start_time_unix_nano": str(EPOCH + HOUR * SECOND), "value": 1},
                ],
            }
        ],
        "group_count": 1,
    }


def test_sessions_are_counted_by_duration_and_hour(three: Dashboard) -> None:
    measured = three.get("/analytics", group_by="duration", interval="1h")
    assert [
        (each["group"], each["points"][0]["start_time_unix_nano"], each["points"][0]["value"])
        for each in measured["series"]
    ] == [
        ("10000000000", str(EPOCH), 1),
        ("20000000000", str(EPOCH), 1),
        ("25000000000", str(EPOCH + HOUR * SECOND), 1),
    ]


def test_a_measure_can_be_grouped(three: Dashboard) -> None:
    measured = three.get("/analytics", measure="spans", group_by="tag", q="state:success")
    assert {each["group"]: each["points"][0]["value"] for each in measured["series"]} == {
        "x": 5,
        "y": 2,
    }
    largest = three.get("/analytics", measure="cost", group_by="tag", largest_by="spans", limit=1)
    assert [each["group"] for each in largest["series"]] == ["x"]
    assert largest["group_count"] == 2


def test_durations_are_percentiles_in_nanoseconds(three: Dashboard) -> None:
    measured = three.get("/analytics", measure="duration_p50")
    assert measured["unit"] == "ns"
    assert measured["series"][0]["points"][0]["value"] == 20 * SECOND


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"measure": "beauty"}, "measure"),
        ({"group_by": "colour"}, "group_by"),
        ({"interval": "soon"}, "a duration is written as"),
        ({"interval": "1ms"}, "at least one second"),
        ({"q": "x:1"}, "there is no field"),
    ],
)
def test_an_invalid_analytics_query_is_refused(
    dashboard: Dashboard, query: dict[str, str], reason: str
) -> None:
    problem = dashboard.refused("/analytics", **query)
    assert problem["status"] == 400
    assert reason in problem["detail"]


def test_two_sessions_are_aligned(three: Dashboard) -> None:
    compared = three.get("/compare", a="a", b="b")
    assert (compared["a"]["id"], compared["b"]["id"]) == ("a", "b")
    assert [
        (pair["a"] and pair["a"]["name"], pair["b"] and pair["b"]["name"])
        for pair in compared["pairs"]
    ] == [("search", "search"), (None, "fetch")]
    assert compared["first_divergence"] == 1
    assert compared["is_capped"] is False


@pytest.mark.parametrize(
    ("query", "status"),
    [({"a": "a", "b": "z"}, 404), ({"a": "a", "b": "a"}, 400), ({"a": "a"}, 400)],
)
def test_sessions_that_cannot_be_compared_are_refused(
    three: Dashboard, query: dict[str, str], status: int
) -> None:
    assert three.refused("/compare", **query)["status"] == status


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body is missing"),
        (b'{"items": [}', "the body is not JSON: Expecting value at character 11"),
        (b"[]", "the body: Input should be"),
        (b'{"items": [], "more": 1}', "there is no member 'more' in the body"),
        (b'{"items": [{"name": "a", "more": 1}]}', "no member 'items.0.more' in the body"),
    ],
)
def test_a_bad_body_is_refused_with_the_reason(
    dashboard: Dashboard, body: bytes, reason: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = dashboard.http.put("/api/v1/views", content=body, headers=headers)
    assert answer.status_code == 400
    assert reason in answer.json()["detail"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_unsupported(dashboard: Dashboard, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    answer = dashboard.http.put("/api/v1/views", content=b'{"items": []}', headers=headers)
    assert answer.status_code == 415
    assert answer.json()["detail"] == "a body is application/json here"


def test_views_are_stored(dashboard: Dashboard) -> None:
    assert dashboard.get("/views") == {"items": []}
    views = {"items": [{"name": "failures", "q": "state:error", "sort": "cost", "order": "asc"}]}
    assert dashboard.http.put("/api/v1/views", json=views).json() == views
    assert dashboard.get("/views") == views


@pytest.mark.parametrize(
    ("views", "reason"),
    [
        ([{"name": "a", "q": "stat:error"}], "there is no field"),
        ([{"name": ""}], "name"),
        ([{"name": "a"}, {"name": "a"}], "the same name"),
        ([{"name": "a", "colour": "red"}], "colour"),
        ([{"name": str(n)} for n in range(201)], "items"),
    ],
)
def test_a_bad_view_is_refused_and_the_stored_ones_stay(
    dashboard: Dashboard, views: list[dict[str, str]], reason: str
) -> None:
    kept = {"items": [{"name": "a", "q": "", "sort": "start", "order": "desc"}]}
    dashboard.http.put("/api/v1/views", json=kept)
    answer = dashboard.http.put("/api/v1/views", json={"items": views})
    assert answer.status_code == 400
    assert reason in answer.json()["detail"]
    assert dashboard.get("/views") == kept
