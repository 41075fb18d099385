"""The revision of the file: every write increments it, and readers ask what changed after one.

In `meta`, `revision` is that of the newest write, and `removed` that of the last removal.
"""

from __future__ import annotations

import sqlite3

from agentops_otel.dashboard.store.questions import Changes


def next_revision(connection: sqlite3.Connection) -> int:
    """Increment the revision of the file and return it."""
    revision = _noted(connection, "revision") + 1
    _note(connection, "revision", revision)
    return revision


def note_removal(connection: sqlite3.Connection, revision: int) -> None:
    """Note that the write of a revision removed a session."""
    _note(connection, "removed", revision)


def revision_of(connection: sqlite3.Connection, session_id: str) -> int | None:
    """Return the revision of a session's last change, or None if it is unknown."""
    row = connection.execute("SELECT revision FROM sessions WHERE id = ?", (session_id,)).fetchone()
    return None if row is None else int(row["revision"])


def changes(connection: sqlite3.Connection, since: int, limit: int) -> Changes:
    """Return the sessions that changed after a revision."""
    rows = connection.execute(
        "SELECT id, revision FROM sessions WHERE revision > ? ORDER BY revision, n LIMIT ?",
        (since, limit + 1),
    ).fetchall()
    removed = _noted(connection, "removed") > since
    if len(rows) <= limit:
        newest = _noted(connection, "revision")
        return Changes(newest, tuple(row["id"] for row in rows), removed=removed)
    # A revision is returned completely or not at all, since the next query starts after it. One
    # write changes no more sessions than it has records.
    last = rows[-1]["revision"]
    page = [row for row in rows if row["revision"] < last] or [
        *connection.execute("SELECT id, revision FROM sessions WHERE revision = ?", (last,))
    ]
    return Changes(
        page[-1]["revision"],
        tuple(row["id"] for row in page),
        removed=removed,
        is_complete=False,
    )


def _noted(connection: sqlite3.Connection, key: str) -> int:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return 0 if row is None else int(row["value"])


def _note(connection: sqlite3.Connection, key: str, revision: int) -> None:
    connection.execute("REPLACE INTO meta (key, value) VALUES (?, ?)", (key, str(revision)))
