"""Removal of sessions from the file, with everything that belongs to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from agentops_otel.dashboard.store.errors import StoreDamagedError, StoreError
from agentops_otel.dashboard.store.questions import Removed
from agentops_otel.dashboard.store.sqlite import statements, words
from agentops_otel.dashboard.store.sqlite.database import Database
from agentops_otel.dashboard.store.sqlite.revisions import next_revision, note_removal

# Sessions per transaction, which limits how long a writer has to wait.
CHUNK: Final = 20


def erase(database: Database, session_id: str) -> Removed:
    """Erase one session, including what is left of it in the write-ahead log.

    The log is also emptied for an unknown session: an earlier call may have failed to do so.

    Raises:
        StoreError: A reader keeps an old state of the file, and thereby the text, alive.
    """
    with database.writing() as connection:
        removed = remove_with_words(connection, numbers_of(connection, "id = ?", session_id))
        # The text of an uncounted session may come from a span that has moved to an erased one.
        connection.execute("UPDATE sessions SET first_user_text = NULL WHERE is_uncounted")
    words.purge(database)
    if not database.truncate_log():
        raise StoreError(
            "a process that reads the database keeps the text of removed sessions in the"
            f" write-ahead log: close that process and remove session {session_id} again"
        )
    return removed


def numbers_of(connection: sqlite3.Connection, condition: str, value: str | int) -> list[int]:
    """Return the row numbers of the oldest sessions that satisfy a condition, `CHUNK` at most."""
    rows = connection.execute(
        f"SELECT n FROM sessions WHERE {condition} ORDER BY received, n LIMIT ?", (value, CHUNK)
    )
    return [row["n"] for row in rows]


def remove_with_words(connection: sqlite3.Connection, sessions: Sequence[int]) -> Removed:
    """Remove sessions and their words, which requires reading all their contents."""
    for number in sessions:
        spans = connection.execute(statements.SPANS_OF_SESSION, (number,)).fetchall()
        connection.execute("SAVEPOINT words")
        try:
            words.remove(connection, spans)
        except StoreDamagedError:
            connection.execute("ROLLBACK TO words")
            words.forget(connection, number)
        connection.execute("RELEASE words")
    return remove(connection, sessions)


def remove(connection: sqlite3.Connection, sessions: Sequence[int]) -> Removed:
    """Remove sessions except for their words, which stay indexed until the table is dropped."""
    spans = log_records = 0
    for number in sessions:
        traces = [
            row["trace"]
            for row in connection.execute(
                "SELECT DISTINCT trace FROM spans WHERE session = ?", (number,)
            )
        ]
        spans += _delete(connection, "spans", number)
        log_records += _delete(connection, "log_records", number)
        for table in ("blocks", "session_facets", "session_attributes", "session_spans"):
            _delete(connection, table, number)
        connection.execute("DELETE FROM sessions WHERE n = ?", (number,))
        for trace in traces:
            _forget(connection, trace, number)
    if sessions:
        remove_unused_sources(connection)
        note_removal(connection, next_revision(connection))
    return Removed(len(sessions), spans, log_records)


def remove_unused_sources(connection: sqlite3.Connection) -> None:
    """Remove the resources and scopes that no record refers to any more."""
    connection.execute(
        "DELETE FROM sources WHERE NOT EXISTS (SELECT 1 FROM spans WHERE source = sources.n)"
        " AND NOT EXISTS (SELECT 1 FROM log_records WHERE source = sources.n)"
    )


def _delete(connection: sqlite3.Connection, table: str, session: int) -> int:
    return connection.execute(f"DELETE FROM {table} WHERE session = ?", (session,)).rowcount


def _forget(connection: sqlite3.Connection, trace: bytes, session: int) -> None:
    """Detach a session from a trace; remove the trace if it was the last."""
    connection.execute(
        "DELETE FROM trace_sessions WHERE trace = ? AND session = ?", (trace, session)
    )
    other = connection.execute(statements.NAMED_OR_OTHER_SESSION, (trace,)).fetchone()
    if other is None:
        connection.execute("DELETE FROM traces WHERE id = ?", (trace,))
        connection.execute("DELETE FROM trace_links WHERE trace = ?", (trace,))
    else:
        connection.execute(
            "UPDATE traces SET session = ? WHERE id = ? AND session = ?",
            (other["session"], trace, session),
        )
