from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from agentops_otel.dashboard.model import Resource, Span
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store import crowds
from agentops_otel.dashboard.store.errors import (
    StoreClosedError,
    StoreDamagedError,
    StoreError,
)
from agentops_otel.dashboard.store.questions import Measure
from agentops_otel.dashboard.store.sqlite import (
    SqliteStore,
    blocks,
    candidates,
    database,
    deferred,
)
from agentops_otel.dashboard.store.sqlite.arrivals import Arrival, prepare
from agentops_otel.dashboard.store.sqlite.database import SCHEMA_VERSION
from agentops_otel.dashboard.store.sqlite.placing import Move, Placing
from agentops_otel.dashboard.store.sqlite.writing import Write
from tests.contract.telemetry import NOW, SECOND, batch, live_record, span, span_id
from tests.waiting import wait_until

CALL: dict[str, Any] = {"gen_ai__operation__name": "chat", "gen_ai__request__model": "m"}


def go_back(connection: sqlite3.Connection, version: int) -> None:
    """Undo what versions of the schema after `version` have added."""
    connection.execute("DROP INDEX spans_response_duration")
    connection.execute("ALTER TABLE spans DROP COLUMN is_repeated")
    connection.execute(
        "CREATE INDEX spans_response_duration ON spans (response_id, end - start)"
        " WHERE response_id IS NOT NULL"
    )
    if version < 8:
        for column in ("llm_calls", "tool_calls"):
            connection.execute(f"ALTER TABLE session_facets DROP COLUMN {column}")
    if version < 6:
        connection.execute("DROP VIEW processes")
        for column in ("first_user_text", "lost_spans"):
            connection.execute(f"ALTER TABLE sessions DROP COLUMN {column}")
    connection.execute(f"PRAGMA user_version = {version}")


def test_a_file_of_a_newer_release_is_refused_and_left_alone(path: Path) -> None:
    SqliteStore.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    for read_only in (False, True):
        with pytest.raises(StoreError, match="upgrade agentops-otel-sessions"):
            SqliteStore.open(path, read_only=read_only)


@pytest.mark.parametrize("version", [0, 3])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_database_of_another_program_is_refused_and_left_alone(
    path: Path, version: int, read_only: bool
) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE sessions (id)")
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="of another program: name another file"):
        SqliteStore.open(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_file_of_an_earlier_release_is_not_read_before_its_upgrade(
    path: Path,
) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript(database._MIGRATIONS[0])
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with pytest.raises(StoreError, match="doctor --repair` brings it up to date"):
        SqliteStore.open(path, read_only=True)
    SqliteStore.open(path).close()
    SqliteStore.open(path, read_only=True).close()


def test_a_file_of_the_first_release_is_upgraded(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript(database._MIGRATIONS[0])
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    store = SqliteStore.open(path)
    store.write(batch(span(1, session="s"), span(2, trace=2, session="t")))
    assert store.info().schema_version == SCHEMA_VERSION
    assert store.remove("t").spans == 1
    assert store.check().problems == ()
    store.close()


def test_sessions_of_an_earlier_release_are_recounted_when_idle(path: Path) -> None:
    store = SqliteStore.open(path)
    call = span(1, session="s", **CALL, gen_ai__input__messages="Hello")
    store.write(batch(call, span(2, trace=2, session="t")))
    lost: dict[str, Any] = {"agentops__spans__failed": 1, "agentops__spans__dropped": 2}
    store.write(batch(live_record("heartbeat", session="u", trace=3, **lost)))
    expected = [replace(row, revision=0) for row in store.sessions().rows]
    store.close()
    with sqlite3.connect(path) as connection:
        go_back(connection, 5)
    connection.close()
    store = SqliteStore.open(path)
    wait_until(lambda: "Hello" in [row.first_user_text for row in store.sessions().rows])
    assert [replace(row, revision=0) for row in store.sessions().rows] == expected
    assert store.check().problems == ()
    store.close()


def test_the_services_of_log_records_of_an_earlier_release_are_known(path: Path) -> None:
    store = SqliteStore.open(path)
    resource = Resource({"service.name": "codex"})
    store.write(batch(replace(live_record("start"), resource=resource)))
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM session_facets")
        go_back(connection, 6)
    connection.close()
    store = SqliteStore.open(path)
    assert [row.services for row in store.sessions().rows] == [("codex",)]
    assert store.check().problems == ()
    store.close()


def test_calls_by_agent_of_an_earlier_release_are_counted_when_idle(path: Path) -> None:
    store = SqliteStore.open(path)
    store.write(batch(span(1, session="s", **CALL, gen_ai__agent__name="a")))
    asked = Measure("llm_calls", group_by="agent")
    expected = store.measure(asked)
    store.close()
    with sqlite3.connect(path) as connection:
        go_back(connection, 7)
    connection.close()
    store = SqliteStore.open(path)
    assert store.measure(Measure("llm_calls", group_by="model")).series[0].points[0].value == 1
    wait_until(lambda: store.measure(asked) == expected)
    assert store.check().problems == ()
    store.close()


def test_a_file_created_by_another_process_meanwhile_is_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = database._check_ours

    def create_meanwhile(connection: sqlite3.Connection) -> int:
        monkeypatch.setattr(database, "_check_ours", check)
        version = check(connection)
        SqliteStore.open(path).close()
        return version

    monkeypatch.setattr(database, "_check_ours", create_meanwhile)
    store = SqliteStore.open(path)
    store.write(batch(span(1, session="s")))
    assert [row.id for row in store.sessions().rows] == ["s"]
    store.close()


def test_a_refused_file_is_closed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqliteStore.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    connect, opened = sqlite3.connect, list[sqlite3.Connection]()

    def remember(*args: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*args, **options))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", remember)
    for read_only in (False, True):
        with pytest.raises(StoreError, match="upgrade"):
            SqliteStore.open(path, read_only=read_only)
    assert len(opened) == 2
    for each in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            each.execute("SELECT 1")


def test_a_file_that_is_not_a_database_is_refused(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(StoreError, match="not a database"):
        SqliteStore.open(path)


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


def test_text_is_found_in_a_file_written_without_a_word_index(store: SqliteStore) -> None:
    store.write(batch(span(1, session="s", text="needle in hay")))
    with store._database.writing() as connection:
        connection.execute("REPLACE INTO meta (key, value) VALUES ('unindexed', 'yes')")
        connection.execute("DELETE FROM word_days")
    assert store.count(parse_filter('needle "in hay"')).value == 1


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

    monkeypatch.setattr(deferred, "count", fail)
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


def timed_calls(connection: sqlite3.Connection) -> list[str]:
    """Return the span ids of the calls in the index of durations."""
    rows = connection.execute(
        "SELECT id FROM spans INDEXED BY spans_response_duration WHERE is_repeated ORDER BY id"
    )
    return [row[0].hex() for row in rows]


def test_only_calls_with_a_shared_response_id_are_indexed_by_duration(
    store: SqliteStore, path: Path
) -> None:
    def call(number: int, response: str, **more: Any) -> Span:
        return span(number, trace=number, **CALL, gen_ai__response__id=response, **more)

    store.write(batch(*(call(number, f"resp-{number}") for number in range(1, 20))))
    with store._database.reading() as connection:
        assert timed_calls(connection) == []
    store.write(batch(call(21, "resp-7"), call(22, "resp-7", at=-5), call(23, "resp-7", at=-9)))
    store.write(batch(call(24, "resp-7"), call(25, "resp-25")))
    with store._database.reading() as connection:
        assert timed_calls(connection) == [span_id(each) for each in (7, 21, 22, 23, 24)]
    store.close()
    with sqlite3.connect(path) as connection:
        go_back(connection, 8)
    connection.close()
    SqliteStore.open(path).close()
    with sqlite3.connect(path) as connection:
        assert timed_calls(connection) == [span_id(each) for each in (7, 21, 22, 23, 24)]
    connection.close()


@pytest.mark.parametrize("is_keyed", [True, False], ids=["with sessions", "without"])
def test_an_endlessly_repeated_response_id_does_not_slow_writes(
    store: SqliteStore, is_keyed: bool
) -> None:
    call = {**CALL, "gen_ai__response__id": "chatcmpl-123", "gen_ai__usage__input_tokens": 5}
    numbers = iter(range(1, 1000))

    def steps_of_writing(calls: int) -> int:
        """Write successive calls, each in its own trace; return the engine's steps in tens."""
        steps = 0

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        spans = [
            span(n, trace=n, session=f"s{n}" if is_keyed else None, at=2 * n, **call)
            for n in islice(numbers, calls)
        ]
        with store._database.writing() as connection:
            connection.set_progress_handler(step, 10)
            Write(connection, NOW).run(prepare(batch(*spans)).arrivals, [])
            connection.set_progress_handler(None, 0)
        return steps

    steps_of_writing(20)
    early = steps_of_writing(10)
    steps_of_writing(150)
    assert steps_of_writing(10) < 2 * early
    assert len(store.sessions(limit=500).rows) == store.info().spans


def test_a_response_id_of_many_concurrent_calls_hardly_slows_writes(
    store: SqliteStore,
) -> None:
    call = {**CALL, "gen_ai__response__id": "chatcmpl-123", "gen_ai__usage__input_tokens": 5}
    numbers = iter(range(1, 1000))

    def moves_of_writing(calls: int) -> int:
        """Write concurrent calls, each in its own trace; return how many traces were placed."""
        placed = 0
        place = Placing._place_in_trace

        def counted(placing: Placing, trace: bytes, arrivals: Sequence[Arrival]) -> list[Move]:
            nonlocal placed
            placed += 1
            return place(placing, trace, arrivals)

        spans = [span(n, trace=n, at=n / 1000, lasts=60, **call) for n in islice(numbers, calls)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Placing, "_place_in_trace", counted)
            store.write(batch(*spans))
        return placed

    moves_of_writing(crowds.MOST)
    assert store.count().value == 1
    assert moves_of_writing(10) > crowds.MOST
    assert store.count().value == crowds.MOST + 10
    moves_of_writing(400)
    assert moves_of_writing(10) == 10
    assert store.count().value == store.info().spans


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


def test_sessions_without_indexed_attributes_are_scanned(store: SqliteStore) -> None:
    store.write(batch(span(1, session="old", rate=3), span(2, trace=2, session="other")))
    with store._database.writing() as connection:
        connection.execute("DELETE FROM session_attributes")
        connection.execute(
            "UPDATE meta SET value = (SELECT max(n) FROM sessions)"
            " WHERE key = 'attributes_known_after'"
        )
    store.write(batch(span(3, trace=3, session="new", rate=5)))
    for text, found in {"attr.rate:*": {"old", "new"}, "attr.rate:>4": {"new"}}.items():
        assert {row.id for row in store.sessions(parse_filter(text)).rows} == found


def test_a_filter_on_an_attribute_that_no_session_has_reads_no_block(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(batch(*(span(n, session=f"s{n}", rate=n, route=f"/chat/{n}") for n in range(1, 9))))
    looked = list[int]()
    read = blocks.read_block

    def remember(connection: sqlite3.Connection, number: int) -> bytes:
        looked.append(number)
        return read(connection, number)

    monkeypatch.setattr(blocks, "read_block", remember)
    for text in ("attr.no:*", "attr.rate:>9", "attr.rate:<0", 'attr.route:"/chat/9"', "attr.no:7"):
        assert store.sessions(parse_filter(text)).rows == ()
    assert looked == []
    assert len(store.sessions(parse_filter("attr.rate:>=8")).rows) == len(looked) == 1


def test_attributes_no_longer_in_a_session_are_not_indexed_for_it(store: SqliteStore) -> None:
    store.write(batch(span(1, lasts=1, rate=3), span(2, trace=2, session="t")))
    store.write(batch(span(1, lasts=2, session="t", other="x")))
    store.remove("gone")
    with store._database.reading() as connection:
        noted = connection.execute(
            "SELECT key, low FROM session_attributes ORDER BY key"
        ).fetchall()
    assert [tuple(row) for row in noted] == [("other", None), ("session.id", None)]


@pytest.mark.parametrize("many", [3, 1000])
def test_spans_with_the_words_of_a_phrase_are_scanned_until_one_has_the_phrase(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(candidates, "FEW", 3)
    monkeypatch.setattr(candidates, "MANY", many)
    texts = ("good morning", "morning good", "a good morning", "good, and morning")
    for number, text in enumerate(texts * 3):
        store.write(batch(span(number, trace=number % 4 + 1, session=f"s{number % 4}", t=text)))
    found = store.sessions(parse_filter('"good morning"')).rows
    assert {row.id for row in found} == {"s0", "s2"}
    assert store.count(parse_filter('-"good morning"')).value == 2
    assert store.count(parse_filter("attr.t:good*")).value == 2
