"""A disk that is full, or nearly so."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.errors import StoreError, StoreFullError
from agentops_otel.dashboard.store.sqlite import SqliteStore, counter, words
from agentops_otel.dashboard.store.sqlite.database import translated_errors
from tests.contract.telemetry import batch, span
from tests.waiting import wait_until

CALL: dict[str, Any] = {"gen_ai__operation__name": "chat", "gen_ai__request__model": "m"}


def test_only_a_full_disk_is_reported_as_full() -> None:
    for message, kind in (
        ("database or disk is full", StoreFullError),
        ("no such column: fullname", StoreError),
    ):
        with pytest.raises(StoreError) as caught, translated_errors():
            raise sqlite3.OperationalError(message)
        assert type(caught.value) is kind


def test_a_full_disk_loses_no_written_data_and_writing_resumes_later(
    store: SqliteStore,
) -> None:
    store.write(batch(span(1, session="s")))
    with store._database.writing() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    store._database.outside_transaction(f"PRAGMA max_page_count = {pages + 10}")
    large = batch(*(span(n, session="s", text=f"{n}" * 5000) for n in range(2, 300)))
    for _ in range(2):
        with pytest.raises(StoreFullError):
            store.write(large)
        assert [row.span_count for row in store.sessions().rows] == [1]
    store._database.outside_transaction("PRAGMA max_page_count = 1000000")
    store.write(large)
    assert [row.span_count for row in store.sessions().rows] == [299]
    assert store.check().problems == ()


def disk_of(monkeypatch: pytest.MonkeyPatch, *, free: int) -> None:
    disk = _Disk(2**30, 2**30 - free, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: disk)


class _Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_a_reserve_of_space_is_kept_for_erasing_which_frees_space(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(batch(span(1, session="s", text=random.Random(1).randbytes(500_000).hex())))
    store.write(batch(span(2, trace=2, session="t")))
    disk_of(monkeypatch, free=2**25 - 2**17)
    with pytest.raises(StoreFullError, match="but for a reserve"):
        store.write(batch(span(3, session="t")))
    assert not store.describe().has_room
    assert store.remove("s").spans == 1
    assert store.describe().has_room
    store.write(batch(span(3, trace=2, session="t")))
    assert store.check().problems == ()


def test_a_session_that_cannot_be_counted_for_lack_of_space_can_be_read(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_connection: sqlite3.Connection, _session: int) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(counter, "count", full)
        store.write(batch(span(1, session="s", **CALL)))
        assert [row.span_count for row in store.sessions().rows] == [1]
        assert store.count(parse_filter("spans:1")).value == 1
    disk_of(monkeypatch, free=2**25 - 2**17)  # Only the reserve for erasing is left.
    assert [row.llm_call_count for row in store.sessions().rows] == [0]
    disk_of(monkeypatch, free=2**29)
    assert [row.llm_call_count for row in store.sessions().rows] == [1]


def test_erasing_needs_no_space_for_all_the_words_of_a_day(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)
    texts = [" ".join(f"{chance.getrandbits(40):x}" for _ in range(3000)) for _ in range(30)]
    for n, text in enumerate(texts, start=1):
        store.write(batch(span(1, trace=n, session=f"s{n}", text=text)))
    with store._database.reading() as connection:
        of_words = words.size(connection)
    assert store.sessions().rows  # A read counts everything.
    store._database.truncate_log()
    log = path.with_name(f"{path.name}-wal")
    sizes: list[int] = []
    empty = store._database._empty_log_in_time

    def measured(writer: sqlite3.Connection) -> None:
        sizes.append(log.stat().st_size)
        empty(writer)

    disk_of(monkeypatch, free=90 * 2**20)  # So little that each write empties the log.
    monkeypatch.setattr(store._database, "_empty_log_in_time", measured)
    monkeypatch.setattr(words, "_PAGES_A_STEP_WITHOUT_ROOM", 32)
    assert store.remove("s2").spans == 1
    assert max(sizes) < of_words / 2
    found = [store.count(parse_filter(text.split()[7])).value for text in texts]
    assert found == [1, 0] + [1] * 28
    with store._database.reading() as connection:
        assert words.size(connection) < of_words
    assert store.check().problems == ()


def test_with_little_free_space_each_write_empties_the_log(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = path.with_name(f"{path.name}-wal")
    store.write(batch(span(1, session="s")))
    assert log.stat().st_size > 0
    disk_of(monkeypatch, free=90 * 2**20)
    store.write(batch(span(2, session="s")))
    # While operations are being counted, emptying waits for the next write.
    wait_until(lambda: log.stat().st_size == 0)
