"""The failed spans of a session, in order of their ends."""

from __future__ import annotations

import sqlite3
from typing import Final

from agentops_otel.dashboard.model import Cursor, Page, StoredSpan
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.timeline import stored_spans

_TRACE_BYTES: Final = 16


def failures(
    connection: sqlite3.Connection, session_id: str, after: Cursor | None, limit: int
) -> Page[StoredSpan]:
    """Return a page of the failed spans of a session, ordered by end."""
    asked: dict[str, object] = {"session": session_id, "limit": limit + 1}
    asked.update(end=None, trace=None, id=None)
    if after is not None:
        place = _bytes(after.id)
        asked.update(end=after.value, trace=place[:_TRACE_BYTES], id=place[_TRACE_BYTES:])
    rows = connection.execute(statements.FAILURES_OF_SESSION, asked).fetchall()
    page = rows[:limit]
    by_block = sorted(page, key=lambda row: int(row["block"]))
    found = {
        (each.span.trace_id, each.span.span_id): each
        for each in stored_spans(connection, session_id, by_block)
    }
    last = page[-1] if len(rows) > limit and page else None
    return Page(
        tuple(found[row["trace"].hex(), row["id"].hex()] for row in page),
        None if last is None else Cursor(last["end"], (last["trace"] + last["id"]).hex()),
    )


def _bytes(place: str) -> bytes:
    """Parse the place in a cursor; a malformed one, from a URL, becomes the first place."""
    try:
        return bytes.fromhex(place)
    except ValueError:
        return b""
