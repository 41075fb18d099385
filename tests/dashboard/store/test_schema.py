from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agentops_otel.dashboard.store.errors import StoreError
from agentops_otel.dashboard.store.sqlite import SqliteStore, database, schema
from agentops_otel.dashboard.store.sqlite.schema import SCHEMA_VERSION
from tests.contract.telemetry import batch, span

NEXT = "CREATE TABLE first (n INTEGER);\nCREATE TABLE second (n INTEGER);"


def run(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def release(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Release a further version of the schema."""
    monkeypatch.setitem(schema._MIGRATIONS, SCHEMA_VERSION + 1, script)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", SCHEMA_VERSION + 1)


def version_and_tables(path: Path) -> tuple[int, set[str]]:
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return version, {name for (name,) in names}


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_of_a_newer_release_is_refused_and_left_alone(path: Path, read_only: bool) -> None:
    SqliteStore.open(path).close()
    run(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="upgrade agentops-otel-sessions"):
        SqliteStore.open(path, read_only=read_only)
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_from_before_the_first_release_is_refused_and_left_alone(
    path: Path, read_only: bool
) -> None:
    SqliteStore.open(path).close()
    run(path, "DROP VIEW processes; PRAGMA user_version = 5")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="name another file with --db, or move this one away"):
        SqliteStore.open(path, read_only=read_only)
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", [0, 3])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_database_of_another_program_is_refused_and_left_alone(
    path: Path, version: int, read_only: bool
) -> None:
    run(path, f"CREATE TABLE sessions (id); PRAGMA user_version = {version}")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="of another program: name another file"):
        SqliteStore.open(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_file_of_an_earlier_release_is_not_read_before_its_upgrade(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SqliteStore.open(path).close()
    release(monkeypatch, NEXT)
    with pytest.raises(StoreError, match="doctor --repair` brings it up to date"):
        SqliteStore.open(path, read_only=True)
    SqliteStore.open(path).close()
    SqliteStore.open(path, read_only=True).close()


def test_a_file_of_an_earlier_release_is_upgraded_with_its_sessions(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SqliteStore.open(path)
    store.write(batch(span(1, session="s")))
    store.close()
    _, tables = version_and_tables(path)
    release(monkeypatch, NEXT)
    store = SqliteStore.open(path)
    assert [row.id for row in store.sessions().rows] == ["s"]
    assert store.check().problems == ()
    store.close()
    assert version_and_tables(path) == (SCHEMA_VERSION + 1, tables | {"first", "second"})


def test_a_file_whose_upgrade_fails_is_left_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SqliteStore.open(path).close()
    before = version_and_tables(path)
    release(monkeypatch, "CREATE TABLE first (n INTEGER);\nCREATE TABLE sessions (n INTEGER);")
    with pytest.raises(StoreError, match="table sessions already exists"):
        SqliteStore.open(path)
    assert version_and_tables(path) == before


def test_a_file_created_by_another_process_meanwhile_is_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = schema.check_ours

    def create_meanwhile(connection: sqlite3.Connection) -> int:
        monkeypatch.setattr(database, "check_ours", check)
        version = check(connection)
        SqliteStore.open(path).close()
        return version

    monkeypatch.setattr(database, "check_ours", create_meanwhile)
    store = SqliteStore.open(path)
    store.write(batch(span(1, session="s")))
    assert [row.id for row in store.sessions().rows] == ["s"]
    store.close()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_refused_file_is_closed(
    path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    SqliteStore.open(path).close()
    run(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connect, opened = sqlite3.connect, list[sqlite3.Connection]()

    def remember(*args: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*args, **options))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", remember)
    with pytest.raises(StoreError, match="upgrade"):
        SqliteStore.open(path, read_only=read_only)
    assert len(opened) == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")


def test_a_file_that_is_not_a_database_is_refused(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(StoreError, match="not a database"):
        SqliteStore.open(path)
