from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from agentops_otel.dashboard.model import Event
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.interface import Store
from agentops_otel.dashboard.store.questions import (
    FacetKind,
    FacetValue,
    GroupBy,
    Measure,
    MeasureName,
    Point,
    Series,
    SortField,
)
from tests.contract.telemetry import SECOND, START, batch, session_span, span

HOUR = 3600 * SECOND


def call(number: int, model: str, tokens: int | None, **more: Any) -> Any:
    usage = {} if tokens is None else {"gen_ai__usage__input_tokens": tokens}
    attributes: dict[str, Any] = {
        "gen_ai__operation__name": "chat",
        "gen_ai__request__model": model,
        "gen_ai__response__model": f"{model}-2026",
        "gen_ai__response__id": f"r{number}",
        "gen_ai__usage__cost": (tokens or 0) / 1000,
        **usage,
        **more,
    }
    return span(number, **attributes)


def tool(number: int, name: str, **more: Any) -> Any:
    attributes: dict[str, Any] = {
        "gen_ai__operation__name": "execute_tool",
        "gen_ai__tool__name": name,
        **more,
    }
    return span(number, **attributes)


@pytest.fixture
def filled(store: Store) -> Store:
    store.write(
        batch(
            session_span(1, session="a", trace=1, lasts=10, agentops__session__tags=("x", "y")),
            call(2, "m1", 100, session="a", trace=1, parent=1, lasts=2),
            call(3, "m1", 50, session="a", trace=1, parent=1, at=3, lasts=4, status="error"),
            tool(4, "t1", session="a", trace=1, parent=1, lasts=1),
            session_span(
                1,
                session="b",
                trace=2,
                at=7200,
                lasts=20,
                state="error",
                agentops__session__tags=("x",),
            ),
            call(5, "m2", None, session="b", trace=2, parent=1, at=7200, lasts=6),
            tool(6, "t1", session="b", trace=2, parent=1, at=7200, lasts=3, status="error"),
            span(7, session="c", trace=3, at=7300, lasts=30, service="other"),
        )
    )
    return store


def test_facets_count_sessions_by_value_the_most_frequent_first(filled: Store) -> None:
    kinds: tuple[FacetKind, ...] = ("tag", "state", "model", "tool", "service")
    assert filled.facets(kinds=kinds) == {
        "tag": (FacetValue("x", 2), FacetValue("y", 1)),
        "state": (FacetValue("success", 2), FacetValue("error", 1)),
        "model": (FacetValue("m1", 1), FacetValue("m2", 1)),
        "tool": (FacetValue("t1", 2),),
        "service": (FacetValue("app", 2), FacetValue("other", 1)),
    }
    assert filled.facets(parse_filter("tag:y"), kinds=("tool",), limit=1) == {
        "tool": (FacetValue("t1", 1),)
    }


TOTALS: list[tuple[MeasureName, float | None]] = [
    ("sessions", 3),
    ("error_rate", 1 / 3),
    ("spans", 8),
    ("errors", 2),
    ("llm_calls", 3),
    ("tool_calls", 2),
    ("tokens", 150),
    ("input_tokens", 150),
    ("output_tokens", None),
    ("cached_tokens", None),
    ("cost", 0.15),
    ("duration_p50", 20 * SECOND),
    ("duration_p95", 30 * SECOND),
]


@pytest.mark.parametrize(("name", "value"), TOTALS)
def test_a_measure_covers_all_sessions(
    filled: Store, name: MeasureName, value: float | None
) -> None:
    (series,) = filled.measure(Measure(name)).series
    (point,) = series.points
    assert (series.group, point.start_time_unix_nano) == (None, 0)
    assert point.value == (None if value is None else pytest.approx(value))


GROUPS: list[tuple[MeasureName, GroupBy, dict[str, float | None]]] = [
    ("sessions", "tag", {"x": 2, "y": 1}),
    ("tokens", "tag", {"x": 150, "y": 150}),
    ("sessions", "state", {"success": 2, "error": 1}),
    ("sessions", "duration", {"10000000000": 1, "20000000000": 1, "25000000000": 1}),
    ("tokens", "model", {"m1": 150, "m2": None}),
    ("errors", "model", {"m1": 1, "m2": 0}),
    ("error_rate", "tool", {"t1": 0.5}),
    ("duration_p50", "model", {"m1": 2 * SECOND, "m2": 6 * SECOND}),
    ("duration_p99", "tool", {"t1": 3 * SECOND}),
    ("duration_p50", "service", {"app": 10 * SECOND, "other": 30 * SECOND}),
]


@pytest.mark.parametrize(("name", "group_by", "values"), GROUPS)
def test_a_measure_is_split_by_group(
    filled: Store, name: MeasureName, group_by: GroupBy, values: dict[str, float | None]
) -> None:
    found = filled.measure(Measure(name, group_by=group_by)).series
    assert {series.group: series.points[0].value for series in found} == values


CALLS: list[tuple[MeasureName, GroupBy, dict[str, float]]] = [
    ("llm_calls", "model", {"m": 2, "e": 0}),
    ("llm_calls", "agent", {"planner": 1, "writer": 0}),
    ("llm_calls", "tool", {"t": 0}),
    ("tool_calls", "model", {"m": 0, "e": 0}),
    ("tool_calls", "agent", {"planner": 0, "writer": 1}),
    ("tool_calls", "tool", {"t": 1}),
    ("spans", "agent", {"planner": 2, "writer": 1}),
]


@pytest.mark.parametrize(("name", "group_by", "values"), CALLS)
def test_calls_in_a_group_are_operations_of_the_measured_kind(
    store: Store, name: MeasureName, group_by: GroupBy, values: dict[str, float]
) -> None:
    embedding: dict[str, Any] = {
        "gen_ai__operation__name": "embeddings",
        "gen_ai__request__model": "e",
    }
    agent: dict[str, Any] = {"gen_ai__operation__name": "invoke_agent"}
    store.write(
        batch(
            session_span(1, session="a", trace=1),
            span(2, session="a", trace=1, gen_ai__agent__name="planner", **agent),
            call(3, "m", 1, session="a", trace=1, parent=2, gen_ai__agent__name="planner"),
            call(4, "m", 1, session="a", trace=1),
            span(5, session="a", trace=1, **embedding),
            tool(6, "t", session="a", trace=1, gen_ai__agent__name="writer"),
        )
    )
    found = store.measure(Measure(name, group_by=group_by)).series
    assert {series.group: series.points[0].value for series in found} == values


def test_a_measure_over_time_has_a_point_for_each_interval_that_is_not_empty(
    filled: Store,
) -> None:
    first = START - START % HOUR
    assert filled.measure(Measure("sessions", interval_ns=HOUR)).series == (
        Series(None, (Point(first, 1), Point(first + 2 * HOUR, 2))),
    )


def test_the_largest_groups_come_first_up_to_the_limit(filled: Store) -> None:
    found = filled.measure(Measure("spans", group_by="tag", limit=1))
    assert [series.group for series in found.series] == ["x"]
    assert found.group_count == len(filled.measure(Measure("spans", group_by="tag")).series) > 1


@pytest.mark.parametrize("name", ["tokens", "cost", "error_rate", "duration_p95"])
def test_several_measures_can_show_the_same_groups(store: Store, name: MeasureName) -> None:
    often = [
        session_span(n, session=f"s{n}", trace=n, agentops__session__tags=("often",))
        for n in (1, 2)
    ]
    dear = session_span(3, session="s3", trace=3, lasts=99, agentops__session__tags=("dear",))
    store.write(batch(*often, dear, call(4, "m", 9_000, session="s3", trace=3, parent=3)))

    def groups(largest_by: MeasureName | None) -> list[str | None]:
        asked = Measure(name, group_by="tag", limit=1, largest_by=largest_by)
        found = store.measure(asked)
        assert found.group_count == 2
        return [series.group for series in found.series]

    assert groups("sessions") == ["often"]
    if name in {"tokens", "cost"}:
        assert groups(None) == ["dear"]


SORTS: list[tuple[SortField, list[str]]] = [
    ("start", ["c", "b", "a"]),
    ("duration", ["c", "b", "a"]),
    ("tokens", ["a", "c", "b"]),
    ("cost", ["a", "c", "b"]),
    ("errors", ["b", "a", "c"]),
    ("name", ["c", "b", "a"]),
]


@pytest.mark.parametrize(("sort", "ids"), SORTS)
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_pages_continue_each_other_in_any_sort_order(
    filled: Store, sort: SortField, ids: list[str], limit: int
) -> None:
    for order, expected in (("desc", ids), ("asc", ids[::-1])):
        found: list[str] = []
        after = None
        while True:
            page = filled.sessions(sort=sort, order=order, after=after, limit=limit)  # type: ignore[arg-type]
            found += [row.id for row in page.rows]
            after = page.next
            if after is None:
                break
        assert found == expected


def test_a_count_stops_at_its_cap(filled: Store) -> None:
    assert (filled.count(cap=3).value, filled.count(cap=3).is_capped) == (3, False)
    assert (filled.count(cap=2).value, filled.count(cap=2).is_capped) == (2, True)


def test_huge_counts_are_capped_and_do_not_break_other_numbers(filled: Store) -> None:
    largest = 2**63 - 1
    for number in (8, 9):
        huge = call(number, "m9", largest, session="huge", trace=9, at=number * 10)
        filled.write(
            batch(replace(huge, attributes={**huge.attributes, "gen_ai.usage.cost": 1e308}))
        )
        other = call(number + 10, "m9", largest, session=f"huge{number}", trace=number + 10)
        filled.write(batch(other))
    summary = filled.session("huge")
    assert summary is not None
    assert (summary.input_tokens, summary.llm_call_count) == (largest, 2)
    assert summary.cost_usd == sys.float_info.max
    assert [row.id for row in filled.sessions(sort="tokens", limit=1).rows] == ["huge9"]
    (series,) = filled.measure(Measure("tokens")).series
    assert series.points[0].value == pytest.approx(3 * largest)


def test_an_error_is_one_value_and_is_found_by_each_of_its_names(store: Store) -> None:
    """Instrumentations write `error.type`, the SDK the exception's qualified type."""

    def raised(name: str) -> tuple[Event, ...]:
        return (Event("exception", 0, {"exception.type": name}),)

    store.write(
        batch(
            span(1, session="a", error__type="TimeoutError", events=raised("my.mod.TimeoutError")),
            span(2, session="a", events=raised("my.mod.TimeoutError")),
            span(3, trace=2, session="b", events=raised("other.TimeoutError")),
        )
    )
    assert store.facets(kinds=("error",)) == {"error": (FacetValue("TimeoutError", 2),)}
    (series,) = store.measure(Measure("sessions", group_by="error")).series
    assert (series.group, series.points[0].value) == ("TimeoutError", 2)
    for name, found in {"TimeoutError": 2, "my.mod.TimeoutError": 1, "*.TimeoutError": 2}.items():
        assert store.count(parse_filter(f"error:{name}")).value == found
        assert store.count(parse_filter(f"span(error:{name})")).value == found
    assert store.check().problems == ()


@pytest.mark.parametrize(
    ("containing", "found"),
    [
        ("gpt", ["gpt-5", "GPT-4_1", "my%gpt"]),
        ("PT-4", ["GPT-4_1"]),
        ("_", ["GPT-4_1"]),
        ("%", ["my%gpt"]),
        ("\\", []),
        ("", ["gpt-5", "GPT-4_1", "claude", "my%gpt"]),
    ],
)
def test_facets_of_values_that_contain_a_text(
    store: Store, containing: str, found: list[str]
) -> None:
    called = [("a", "gpt-5"), ("b", "gpt-5"), ("b", "claude"), ("c", "my%gpt"), ("c", "GPT-4_1")]
    spans = [
        span(
            number,
            trace=number,
            session=session,
            gen_ai__operation__name="chat",
            gen_ai__request__model=model,
        )
        for number, (session, model) in enumerate(called, 1)
    ]
    store.write(batch(*spans))

    values = store.facets(kinds=("model",), containing=containing)["model"]

    assert [each.value for each in values] == found


def test_the_facet_of_states_that_contain_a_text(store: Store) -> None:
    store.write(batch(session_span(1, session="a"), session_span(2, trace=2, state="error")))

    assert store.facets(kinds=("state",), containing="ERR") == {"state": (FacetValue("error", 1),)}
