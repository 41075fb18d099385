from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from agentops_otel.dashboard.model import Event
from agentops_otel.dashboard.query.fields import Grain
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.errors import (
    StoreClosedError,
    StoreDamagedError,
    StoreError,
)
from agentops_otel.dashboard.store.sqlite import (
    SqliteStore,
    blocks,
    counter,
    deferred,
    words,
)
from agentops_otel.dashboard.store.sqlite.operations import page_of
from tests.contract.telemetry import NOW, SECOND, batch, span
from tests.waiting import wait_until

CALL: dict[str, Any] = {"gen_ai__operation__name": "chat", "gen_ai__request__model": "m"}


def test_a_read_only_store_sees_later_writes_and_writes_nothing(
    store: SqliteStore, path: Path
) -> None:
    reader = SqliteStore.open(path, read_only=True)
    store.write(batch(span(1, session="s")))
    assert [row.id for row in reader.sessions().rows] == ["s"]
    for write in (lambda: reader.write(batch(span(2))), lambda: reader.remove("s")):
        with pytest.raises(StoreClosedError):
            write()
    assert reader.check().problems == ()
    reader.close()


def test_a_page_of_events_reads_no_other_contents(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 7):
        events = (Event(f"e{number}", NOW + number),)
        store.write(batch(span(number, session="s", events=events)))
    first = store.events("s", limit=2)
    read = list[int]()

    def read_block(connection: sqlite3.Connection, number: int) -> bytes:
        read.append(number)
        return blocks_of_file(connection, number)

    blocks_of_file = blocks.read_block
    monkeypatch.setattr(blocks, "read_block", read_block)
    assert store.events("s", kinds=["span"]).rows
    assert read == []
    assert store.events("s", after=first.next, limit=2).rows
    assert len(read) <= 2


def test_the_word_index_survives_any_number_of_erasures(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_MOST_LEVELS", 20)
    # More words than fit into one page of the index.
    text = " ".join(f"word{number}" for number in range(1000))
    store.write(batch(span(1, trace=1, session="stays", name="teapot", text=text)))
    levels = set[int]()
    for number in range(2, 40):
        gone = span(number, trace=number, session="gone", name="kettle")
        store.write(batch(gone, span(number, trace=1, session="stays", name="cup")))
        store.remove("gone")
        with sqlite3.connect(path) as connection:
            (table,) = connection.execute("SELECT day FROM word_days").fetchone()
            levels.add(words._levels(connection, table))
        connection.close()
    assert max(levels) <= 24
    found = [store.count(parse_filter(word)).value for word in ("teapot", "cup", "kettle")]
    assert found == [1, 1, 0]
    assert len(store.find("stays", parse_filter("cup", grain=Grain.SPAN))) == 38
    assert store.check().problems == ()
    assert b"kettle" not in path.read_bytes()


def test_a_closed_store_says_so(store: SqliteStore) -> None:
    store.close()
    store.close()
    for use in (store.sessions, lambda: store.write(batch(span(1)))):
        with pytest.raises(StoreClosedError):
            use()


def test_sessions_left_uncounted_by_a_killed_process_are_counted_on_opening(
    store: SqliteStore, path: Path
) -> None:
    store.write(batch(span(1, session="s", **CALL)))
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE sessions SET llm_calls = 0, is_uncounted = 1")
    connection.close()
    again = SqliteStore.open(path)
    assert [row.llm_call_count for row in again.sessions().rows] == [1]
    again.close()


def test_a_check_finds_and_repairs_wrong_numbers(store: SqliteStore) -> None:
    store.write(batch(span(1, session="s", **CALL), span(2, trace=2, session="t")))
    assert store.sessions().rows
    with store._database.writing() as connection:
        connection.execute("UPDATE sessions SET errors = 7, input_tokens = 5 WHERE id = 's'")
    sentence = "The numbers of session s do not follow from its spans."
    assert store.check().problems == (sentence,)
    assert store.check(repair=True).repaired == (sentence,)
    assert store.check().problems == ()


@pytest.mark.parametrize(
    "damage",
    ["UPDATE blocks SET content = x'00'", "UPDATE blocks SET codec = 9", "DELETE FROM blocks"],
)
@pytest.mark.parametrize(
    "text", ["attr.tune:x*", "attr.tune:*", "span(attr.tune:*)", '"one two"', "span(event:x)"]
)
def test_a_filter_reports_damaged_contents_like_other_reads(
    store: SqliteStore, damage: str, text: str
) -> None:
    store.write(batch(span(1, session="s", tune="x one two")))
    with store._database.writing() as connection:
        connection.execute(damage)
    with pytest.raises(StoreDamagedError) as read:
        list(store.export("s"))
    with pytest.raises(StoreDamagedError) as filtered:
        store.sessions(parse_filter(text))
    assert str(filtered.value) == str(read.value)
    assert len(store.sessions().rows) == 1


def test_many_threads_read_while_others_write(store: SqliteStore) -> None:
    def work(number: int) -> None:
        for turn in range(20):
            store.write(batch(span(turn + 1, trace=number + 1, session=f"s{number}", **CALL)))
            (summary,) = store.sessions(parse_filter(f"id:s{number}")).rows
            assert summary.span_count == summary.llm_call_count == turn + 1

    with ThreadPoolExecutor(6) as pool:
        for each in [pool.submit(work, number) for number in range(6)]:
            each.result(60)


def test_a_session_that_arrived_in_small_batches_is_repacked_after_its_end(path: Path) -> None:
    now = [NOW]
    store = SqliteStore.open(path, clock=lambda: now[0])
    for number in range(1, 30):
        store.write(batch(span(number, session="s", text=f"the same words {number} " * 50)))
    before = [store.span("s", f"{number:016x}") for number in range(1, 30)]
    now[0] += 11 * SECOND
    store.write(batch(span(1, trace=2, session="other"), received=now[0]))
    wait_until(lambda: _blocks(store, "s") == 1)
    assert [store.span("s", f"{number:016x}") for number in range(1, 30)] == before
    assert store.check().problems == ()
    store.close()


def _blocks(store: SqliteStore, session_id: str) -> int:
    with store._database.reading() as connection:
        (blocks,) = connection.execute(
            "SELECT count(*) FROM blocks JOIN sessions ON sessions.n = session WHERE id = ?",
            (session_id,),
        ).fetchone()
    return int(blocks)


def test_a_session_that_cannot_be_counted_does_not_block_reading_others(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_connection: object, _session: int) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(counter, "count", fail)
    store.write(batch(span(1, session="s", **CALL)))
    assert [row.id for row in store.sessions().rows] == ["s"]
    assert "could not be counted" in caplog.text


def test_an_erasure_left_incomplete_by_a_reader_is_completed_by_the_next_one(
    store: SqliteStore, path: Path
) -> None:
    store.write(batch(span(1, session="s", text="xylophone7")))
    log = path.with_name(f"{path.name}-wal")
    store._database.outside_transaction("PRAGMA busy_timeout = 50")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM spans").fetchone()
    for _ in range(2):
        with pytest.raises(StoreError, match="close that process and remove session s again"):
            store.remove("s")
    assert log.stat().st_size > 0
    reader.close()
    assert store.remove("s").sessions == 0
    assert log.stat().st_size == 0


def test_a_session_written_while_it_is_counted_is_counted_again(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = counter.Counter.__call__
    later = iter([span(2, session="s", **CALL)])

    def write_meanwhile(self: counter.Counter, sessions: Sequence[int]) -> Any:
        counted = count(self, sessions)
        for each in later:
            store.write(batch(each))
        return counted

    monkeypatch.setattr(counter.Counter, "__call__", write_meanwhile)
    store.write(batch(span(1, session="s", **CALL)))
    assert [row.llm_call_count for row in store.sessions().rows] == [2]
    assert next(later, None) is None


def test_a_read_does_not_wait_for_counts_of_later_writes(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_some, reader = deferred.DeferredWork._count_some, threading.current_thread()
    numbers = iter(range(2, 30))

    def write_meanwhile(work: deferred.DeferredWork, uncounted: list[tuple[int, int]]) -> Any:
        rest = count_some(work, uncounted)
        if threading.current_thread() is reader and (number := next(numbers, None)) is not None:
            store.write(batch(span(1, trace=number, session=f"s{number}", **CALL)))
        return rest

    monkeypatch.setattr(deferred.DeferredWork, "_count_some", write_meanwhile)
    store.write(batch(span(1, session="s", **CALL)))
    assert store.count(parse_filter("id:s")).value == 1
    assert next(numbers) <= 3


def test_operations_of_some_kinds_are_taken_from_those_of_all(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool: dict[str, Any] = {
        "gen_ai__operation__name": "execute_tool",
        "gen_ai__tool__name": "search",
    }
    store.write(batch(span(1, session="s", **CALL), span(2, session="s", at=1, **tool)))
    read = []

    def noted(*given: Any, **more: Any) -> Any:
        read.append(given)
        return page_of(*given, **more)

    monkeypatch.setattr("agentops_otel.dashboard.store.sqlite.store.page_of", noted)
    assert [each.kind for each in store.operations("s", kinds=["tool"]).rows] == ["tool"]
    assert [each.kind for each in store.operations("s").rows] == ["llm", "tool"]
    assert len(read) == 1


def test_looking_for_work_while_another_thread_has_counted_a_long_session(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = store._deferred
    assert work is not None
    work.close()
    store.write(batch(span(1, session="s", **CALL)))
    interval = sys.getswitchinterval()
    monkeypatch.setattr(deferred, "_LONG", 0)

    def count_long_ones() -> None:
        for number in range(20_000):
            work._rest([counter.Counted(number + 2, 0, None, 1000)])

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor() as pool:
            counting = pool.submit(count_long_ones)
            while not counting.done():
                assert len(work._uncounted(2)) == 1
            counting.result()
    finally:
        sys.setswitchinterval(interval)
