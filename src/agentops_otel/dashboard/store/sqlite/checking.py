"""Whether the file is sound and every number follows from the spans; and mending what does not."""

from __future__ import annotations

import sqlite3
from typing import Final, TypeAlias

from agentops_otel.dashboard.store.questions import Report
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.database import Database
from agentops_otel.dashboard.store.sqlite.writing import Write

# Sessions a transaction.
_CHUNK: Final = 50

_Concluded: TypeAlias = tuple[dict[str, object], set[tuple[object, ...]]]


class _Undone(Exception):  # noqa: N818 - it is no error.
    """Ends a transaction without its effects."""


def check(database: Database, *, repair: bool) -> Report:
    """Check the engine's structures, then count every session anew."""
    with database.reading() as connection:
        problems = [
            f"The file is damaged: {row[0]}"
            for row in connection.execute("PRAGMA quick_check")
            if row[0] != "ok"
        ]
        numbers = [row["n"] for row in connection.execute("SELECT n FROM sessions ORDER BY n")]
    if problems or not database.is_writable:
        return Report(tuple(problems))
    wrong: list[str] = []
    for start in range(0, len(numbers), _CHUNK):
        wrong += _recount(database, numbers[start : start + _CHUNK], repair=repair)
    sentences = tuple(
        f"The numbers of session {each} do not follow from its spans." for each in wrong
    )
    return Report(() if repair else sentences, sentences if repair else ())


def _recount(database: Database, numbers: list[int], *, repair: bool) -> list[str]:
    wrong = list[str]()
    try:
        with database.writing() as connection:
            for number in numbers:
                before = _concluded(connection, number)
                Write(connection, 0).recompute(number)
                if before != _concluded(connection, number):
                    wrong.append(str(before[0]["id"]))
            if not repair:
                raise _Undone  # noqa: TRY301 - how the transaction is told.
    except _Undone:
        pass
    return wrong


def _concluded(connection: sqlite3.Connection, number: int) -> _Concluded:
    """Give all that is concluded about a session."""
    row = connection.execute("SELECT * FROM sessions WHERE n = ?", (number,)).fetchone()
    facets = connection.execute("SELECT * FROM session_facets WHERE session = ?", (number,))
    spans = connection.execute(statements.SIGHTINGS_OF_SESSION, (number,))
    columns = {key: row[key] for key in row.keys() if key != "revision"} if row else {}  # noqa: SIM118
    return columns, {tuple(each) for each in (*facets, *spans)}
