"""Checks that the file is sound and all numbers follow from the spans, and repairs wrong ones."""

from __future__ import annotations

import sqlite3
from typing import Final, TypeAlias

from agentops_otel.dashboard.store.errors import StoreDamagedError
from agentops_otel.dashboard.store.progress import Progressed
from agentops_otel.dashboard.store.questions import Report
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.database import Database
from agentops_otel.dashboard.store.sqlite.writing import Write

# Sessions per transaction.
_CHUNK: Final = 50

_Concluded: TypeAlias = tuple[dict[str, object], set[tuple[object, ...]]]


class _Undone(Exception):  # noqa: N818 - not an error.
    """Rolls back a transaction."""


def check(database: Database, *, repair: bool, progressed: Progressed) -> Report:
    """Check the engine's structures, then recompute every session."""
    with database.reading() as connection:
        problems = [
            f"The file is damaged: {row[0]}"
            for row in connection.execute("PRAGMA quick_check")
            if row[0] != "ok"
        ]
        numbers = [row["n"] for row in connection.execute("SELECT n FROM sessions ORDER BY n")]
    if problems or not database.is_writable:
        return Report(tuple(problems))
    wrong, unreadable = list[str](), list[str]()
    for start in range(0, len(numbers), _CHUNK):
        chunk = numbers[start : start + _CHUNK]
        unreadable += _recount(database, chunk, wrong, repair=repair)
        progressed(start + len(chunk), len(numbers))
    miscounted = [f"The numbers of session {each} do not follow from its spans." for each in wrong]
    lost = [
        f"Session {each} cannot be read: its contents are damaged, and can only be erased."
        for each in unreadable
    ]
    return Report((*lost, *(() if repair else miscounted)), tuple(miscounted if repair else ()))


def _recount(
    database: Database, numbers: list[int], wrong: list[str], *, repair: bool
) -> list[str]:
    """Recompute some sessions; add the ids of wrong ones to `wrong`, return unreadable ones."""
    unreadable = list[str]()
    try:
        with database.writing() as connection:
            for number in numbers:
                before = _concluded(connection, number)
                connection.execute("SAVEPOINT recounting")
                try:
                    Write(connection, 0).recompute(number)
                except StoreDamagedError:
                    connection.execute("ROLLBACK TO recounting")
                    unreadable.append(str(before[0]["id"]))
                connection.execute("RELEASE recounting")
                if before != _concluded(connection, number):
                    wrong.append(str(before[0]["id"]))
            if not repair:
                raise _Undone  # noqa: TRY301 - makes `writing` roll back.
    except _Undone:
        pass
    return unreadable


def _concluded(connection: sqlite3.Connection, number: int) -> _Concluded:
    """Return everything that is derived for a session, for comparison."""
    row = connection.execute("SELECT * FROM sessions WHERE n = ?", (number,)).fetchone()
    facets = connection.execute("SELECT * FROM session_facets WHERE session = ?", (number,))
    spans = connection.execute(statements.SIGHTINGS_OF_SESSION, (number,))
    columns = {key: row[key] for key in row.keys() if key != "revision"} if row else {}  # noqa: SIM118
    return columns, {tuple(each) for each in (*facets, *spans)}
