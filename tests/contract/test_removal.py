from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from agentops_otel.dashboard.model import Event, LogRecord
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.interface import Store
from agentops_otel.dashboard.store.questions import Removed, Retention
from tests.contract.files import files_with
from tests.contract.telemetry import (
    NOW,
    SECOND,
    batch,
    live_record,
    session_span,
    span,
    trace_id,
)

DAY = 86_400 * SECOND


def ids(store: Store) -> list[str]:
    return sorted(row.id for row in store.sessions().rows)


def test_erasing_a_session_leaves_its_text_in_no_file(store: Store, tmp_path: Path) -> None:
    secret = "xylophone7secret"
    store.write(
        batch(
            session_span(1, session="keep", trace=1, note="other words"),
            span(
                2,
                trace=2,
                session="gone",
                prompt=f"tell me about the {secret}",
                user__id=secret,
                events=(Event(secret, 0, {"text": secret}),),
            ),
            live_record("start", 2, session="gone", trace=2, agentops__session__name=secret),
        )
    )
    store.write(batch(span(3, trace=2, session="gone", prompt=secret * 3, lasts=0)))
    store.write(batch(span(3, trace=2, session="gone", prompt="final version", lasts=1)))
    assert store.count(parse_filter(secret)).value == 1
    assert files_with(secret, tmp_path)
    assert store.remove("gone") == Removed(sessions=1, spans=2, log_records=1)
    assert ids(store) == ["keep"]
    assert files_with(secret, tmp_path) == set()
    assert store.check().problems == ()


def test_spans_that_arrive_after_erasure_start_the_session_anew(store: Store) -> None:
    store.write(batch(span(1, session="s", user__id="u"), span(2, trace=1, parent=1)))
    store.remove("s")
    assert store.session("s") is None
    assert store.spans("s") == []
    store.write(batch(span(2, trace=1, parent=1), span(3, trace=2, session="s")))
    summary = store.session("s")
    assert summary is not None
    assert (summary.span_count, summary.user_id) == (1, None)


def test_removing_an_unknown_session_removes_nothing(store: Store) -> None:
    assert store.remove("unknown") == Removed()


def test_retention_by_age_removes_sessions_that_received_nothing_for_longer(store: Store) -> None:
    for days in range(5):
        one = span(1, trace=days + 1, session=f"s{days}", text="word")
        store.write(batch(one, received=NOW - days * DAY))
    assert store.retain(Retention(max_age_ns=2 * DAY)).sessions == 2
    assert ids(store) == ["s0", "s1", "s2"]
    assert store.count(parse_filter("word")).value == 3


def test_retention_by_age_frees_the_space_of_sessions_that_arrived_together(store: Store) -> None:
    """Each batch has spans of all sessions; half of them end early and leave with their spans."""
    chance = random.Random(1)
    for day in range(10):
        going_on = range(0, 20, 1 if day < 5 else 2)
        spans = [
            span(
                day + 1,
                trace=number + 1,
                session=f"s{number:02}",
                blob=chance.randbytes(6_000).hex(),
            )
            for number in going_on
        ]
        store.write(batch(*spans, received=NOW - (10 - day) * DAY))
    before = store.describe().bytes_used
    assert store.retain(Retention(max_age_ns=5 * DAY)) == Removed(sessions=10, spans=50)
    assert store.describe().bytes_used < before * 0.75
    assert ids(store) == [f"s{number:02}" for number in range(0, 20, 2)]
    assert {summary.span_count for summary in store.sessions().rows} == {10}
    assert store.check().problems == ()


def test_retention_by_size_removes_the_oldest_sessions_and_frees_their_space(store: Store) -> None:
    chance = random.Random(1)
    for number in range(60):
        one = span(
            1, trace=number + 1, session=f"s{number:02}", blob=chance.randbytes(60_000).hex()
        )
        store.write(batch(one, received=NOW - DAY + number))
    before = store.describe().bytes_used
    store.retain(Retention(max_bytes=before // 2))
    assert store.describe().bytes_used < before * 0.6
    kept = ids(store)
    assert kept
    assert kept == [f"s{number:02}" for number in range(60 - len(kept), 60)]


def test_retention_by_size_removes_no_more_sessions_than_it_has_to(store: Store) -> None:
    """All on one day, so that the words of removed sessions are indexed with those of kept ones."""
    chance = random.Random(1)
    first = f"{random.Random(1).getrandbits(40):x}"
    for number in range(100):
        texts: dict[str, Any] = {
            f"text{each}": " ".join(f"{chance.getrandbits(40):x}" for _ in range(300))
            for each in range(4)
        }
        store.write(
            batch(
                *(span(n, trace=number + 1, session=f"s{number:02}", **texts) for n in (1, 2)),
                received=NOW - DAY + number,
            )
        )
    store.retain(Retention(max_age_ns=10 * DAY))
    before = store.describe().bytes_used
    assert 5 <= store.retain(Retention(max_bytes=int(before * 0.9))).sessions <= 20
    assert store.retain(Retention(max_bytes=int(before * 0.9))) == Removed()
    store.retain(Retention(max_bytes=before // 2))
    kept = ids(store)
    assert 30 <= len(kept) <= 55
    assert kept == [f"s{number:02}" for number in range(100 - len(kept), 100)]
    assert store.describe().bytes_used < before * 0.6
    assert store.count(parse_filter(first)).value == 0
    assert store.check().problems == ()


def test_retention_by_size_removes_records_that_wait_for_a_span_before_any_session(
    store: Store,
) -> None:
    chance = random.Random(1)
    for number in range(10):
        store.write(batch(span(1, trace=number + 1, session=f"s{number}"), received=NOW - DAY))
    for number in range(3000):
        if number % 500 == 0:
            waiting = [
                LogRecord(
                    time_unix_nano=NOW + DAY + number + each,  # From a clock that is ahead.
                    body=chance.randbytes(800).hex(),
                    trace_id=trace_id(1000 + number + each),
                )
                for each in range(500)
            ]
            store.write(batch(*waiting))
    before = store.describe().bytes_used
    removed = store.retain(Retention(max_bytes=before // 2))
    assert (removed.sessions, removed.spans) == (0, 0)
    assert 0 < removed.log_records < 3000
    assert store.describe().bytes_used < before * 0.6
    assert len(ids(store)) == 10


def test_retention_by_size_removes_the_resources_of_removed_sessions(store: Store) -> None:
    chance = random.Random(1)
    for number in range(300):
        one = span(
            1, trace=number + 1, session=f"s{number:03}", service=chance.randbytes(4000).hex()
        )
        store.write(batch(one, received=NOW - DAY + number))
    before = store.describe().bytes_used
    store.retain(Retention(max_bytes=before // 2))
    assert store.describe().bytes_used < before * 0.6
    assert 20 < len(ids(store)) < 280


def test_retention_by_size_never_removes_sessions_to_make_room_for_what_it_cannot_remove(
    store: Store,
) -> None:
    store.put_document("views", "x" * 3_000_000)
    for number in range(10):
        store.write(batch(span(1, trace=number + 1, session=f"s{number}"), received=NOW - DAY))
    assert store.retain(Retention(max_bytes=2_000_000)) == Removed()
    assert len(ids(store)) == 10


def test_erasing_a_session_removes_a_resource_that_no_other_session_has(
    store: Store, tmp_path: Path
) -> None:
    store.write(
        batch(
            span(1, session="gone", service="xylophone7"),
            span(2, trace=2, session="gone", service="shared9"),
            span(3, trace=3, session="keep", service="shared9"),
        )
    )
    assert files_with("xylophone7", tmp_path)
    store.remove("gone")
    assert [row.services for row in store.sessions().rows] == [("shared9",)]
    assert files_with("xylophone7", tmp_path) == set()


def test_readers_are_told_that_something_was_removed(store: Store) -> None:
    store.write(batch(span(1, session="a"), span(2, trace=2, session="b")))
    before = store.changed(0)
    assert sorted(before.session_ids) == ["a", "b"]
    store.remove("a")
    after = store.changed(before.revision)
    assert (after.removed, after.session_ids) == (True, ())
    assert store.changed(after.revision).removed is False
