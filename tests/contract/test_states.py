from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from agentops_otel.dashboard.model import LogRecord, SessionSummary, Span
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.interface import Store
from tests.contract.telemetry import NOW, SECOND, START, batch, live_record, session_span, span

HEARD_LATELY, SILENT = NOW - 44 * SECOND, NOW - 45 * SECOND


def written(store: Store, *records: Span | LogRecord, received: int = NOW) -> SessionSummary:
    store.write(batch(*records, received=received))
    summary = store.session("s")
    assert summary is not None
    return summary


OPEN = {
    "a start record": [live_record("start")],
    "a heartbeat": [live_record("heartbeat")],
    "a child whose session span has not come": [
        span(2, parent=1, session="s", agentops__session__name="s")
    ],
    "a session span that has not ended": [session_span(1, lasts=-START / SECOND)],
    "one of two session spans has not ended": [session_span(1), live_record("start", 2, trace=2)],
}


@pytest.mark.parametrize("records", OPEN.values(), ids=OPEN)
@pytest.mark.parametrize(("received", "state"), [(HEARD_LATELY, "running"), (SILENT, "lost")])
def test_an_open_session_is_running_until_nothing_has_arrived_for_45_seconds(
    store: Store, records: Sequence[Span | LogRecord], received: int, state: str
) -> None:
    summary = written(store, *records, received=received)
    assert (summary.state, summary.end_time_unix_nano) == (state, None)
    for each in ("running", "lost"):
        assert store.count(parse_filter(f"state:{each}")).value == (each == state)


@pytest.mark.parametrize(
    "records",
    [
        [session_span(1, agentops__session__parent_id="s")],
        [session_span(1, lasts=-START / SECOND, agentops__session__parent_id="s")],
    ],
    ids=["ended", "open"],
)
def test_a_session_is_not_its_own_parent(store: Store, records: Sequence[Span]) -> None:
    assert written(store, *records).parent_id is None


@pytest.mark.parametrize("started", [session_span(1, at=5), span(1, at=5, session="s")])
def test_a_span_without_a_start_does_not_begin_its_session_in_1970(
    store: Store, started: Span
) -> None:
    unstarted = replace(span(2, session="s", at=5, lasts=1), start_time_unix_nano=0)
    timeless = replace(unstarted, span_id=f"{3:016x}", end_time_unix_nano=0)
    summary = written(store, started, unstarted, timeless)
    assert summary.start_time_unix_nano == START + 5 * SECOND
    assert summary.duration_ns == SECOND


def test_a_session_without_any_known_time_has_no_duration(store: Store) -> None:
    timeless = replace(session_span(1), start_time_unix_nano=0, end_time_unix_nano=0)
    summary = written(store, timeless)
    assert (summary.start_time_unix_nano, summary.duration_ns) == (0, 0)


def test_the_end_state_is_that_of_the_session_span(store: Store) -> None:
    summary = written(
        store, session_span(1, state="cancelled", agentops__session__end_state_reason="^C")
    )
    assert (summary.state, summary.reason) == ("cancelled", "^C")


@pytest.mark.parametrize(
    ("written_state", "state"),
    [
        ("Success", "success"),
        ("Fail", "error"),
        ("Indeterminate", "unfinished"),
        ("?", "unfinished"),
    ],
)
def test_end_states_of_other_producers_are_understood(
    store: Store, written_state: str, state: str
) -> None:
    assert written(store, session_span(1, state=written_state)).state == state


def test_the_latest_end_among_session_spans_decides_the_state_and_the_latest_start_the_rest(
    store: Store,
) -> None:
    summary = written(
        store,
        session_span(1, trace=1, name="first", at=0, lasts=100, state="error"),
        session_span(2, trace=2, name="second", at=10, lasts=5, agentops__session__parent_id="p"),
    )
    assert (summary.state, summary.name, summary.parent_id) == ("error", "second", "p")
    assert summary.start_time_unix_nano == START
    assert summary.end_time_unix_nano == START + 100 * SECOND


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (("success", "unfinished"), "unfinished"),
        (("unfinished", "cancelled"), "cancelled"),
        (("cancelled", "error"), "error"),
    ],
)
def test_among_session_spans_that_end_together_the_gravest_state_wins(
    store: Store, states: tuple[str, str], state: str
) -> None:
    one, other = states
    spans = (session_span(1, trace=1, state=one), session_span(2, trace=2, state=other))
    assert written(store, *spans).state == state


def test_an_end_record_ends_a_session_whose_span_has_not_come_and_the_span_corrects_it(
    store: Store,
) -> None:
    end = live_record("end", at=9, agentops__session__end_state="error")
    summary = written(store, live_record("start", agentops__session__name="n"), end)
    assert (summary.state, summary.name, summary.duration_ns) == ("error", "n", 9 * SECOND)
    assert written(store, session_span(1, lasts=8)).duration_ns == 8 * SECOND


def test_tags_of_a_start_record_are_visible_before_any_span_arrives(store: Store) -> None:
    assert written(store, live_record("start", agentops__session__tags=("b", "a"))).tags == (
        "b",
        "a",
    )


@pytest.mark.parametrize(("status", "state"), [("error", "error"), ("unset", "success")])
def test_without_a_session_span_the_root_span_decides_the_state(
    store: Store, status: str, state: str
) -> None:
    child = span(2, parent=1, session="s", status="error")
    assert written(store, child).state == "success"
    assert written(store, span(1, session="s", status=status)).state == state  # type: ignore[arg-type]


def test_a_decorated_call_outside_any_session_leaves_no_session_open(store: Store) -> None:
    store.write(batch(span(1, agentops__span__kind="tool"), received=SILENT))
    assert [row.state for row in store.sessions().rows] == ["success"]
