"""The contents of one session: its spans and log records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from agentops_otel.dashboard.model import (
    STATUS_CODES,
    Cursor,
    LogRecord,
    Page,
    SpanSummary,
    StoredSpan,
)
from agentops_otel.dashboard.query.ast import Filter
from agentops_otel.dashboard.store.patience import current_patience
from agentops_otel.dashboard.store.sqlite import statements, words
from agentops_otel.dashboard.store.sqlite.blocks import contents
from agentops_otel.dashboard.store.sqlite.choosing import choose_spans
from agentops_otel.dashboard.store.sqlite.filters import span_condition
from agentops_otel.dashboard.store.sqlite.log_rows import log_record_of
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import span_of

# Decoded objects take one to ten times the size of their encoded text.
_EXPANSION: Final = 4
_EXPANSION_OF_COMPRESSED: Final = 16

_EVERY_LOG: Final[Mapping[str, Any]] = {
    "span": None,
    "trace": None,
    "time": None,
    "n": None,
    "limit": -1,
}

_SESSION: Final = "(SELECT n FROM sessions WHERE id = ?)"


def timeline(
    connection: sqlite3.Connection, session_id: str, limit: int | None = None
) -> list[SpanSummary]:
    """Return the spans of a session by start: all, or the `limit` weightiest with ancestors."""
    numbers = None if limit is None else choose_spans(connection, session_id, limit)
    chosen = None if numbers is None else json.dumps(numbers)
    rows = connection.execute(statements.TIMELINE, {"session": session_id, "chosen": chosen})
    return [_summary(row) for row in rows]


def traces(connection: sqlite3.Connection, session_id: str) -> tuple[str, ...]:
    """Return the ids of a session's traces, ordered by first start."""
    rows = connection.execute(statements.TRACES_OF_SESSION, (session_id,))
    return tuple(row["trace"].hex() for row in rows)


def find(
    connection: sqlite3.Connection, session_id: str, where: Filter, limit: int
) -> list[SpanSummary]:
    """Return the spans of a session that match a filter, by start."""
    condition = span_condition(where, words.index(connection))
    rows = connection.execute(
        "SELECT p.*, sources.service FROM spans AS p"
        " JOIN sources ON sources.n = p.source"
        f" WHERE p.session = {_SESSION} AND ({condition.text})"
        " ORDER BY p.start, p.trace, p.id LIMIT ?",
        (session_id, *condition.values, limit),
    )
    return [_summary(row) for row in rows]


def whole_span(
    connection: sqlite3.Connection, session_id: str, span_id: str, trace_id: str | None
) -> StoredSpan | None:
    """Return one complete span, or None if it is unknown."""
    try:
        span, trace = bytes.fromhex(span_id), bytes.fromhex(trace_id) if trace_id else None
    except ValueError:
        return None
    rows = connection.execute(
        statements.SPAN_OF_SESSION, {"session": session_id, "span": span, "trace": trace}
    ).fetchall()
    return next(stored_spans(connection, session_id, rows), None)


def whole_spans(connection: sqlite3.Connection, session_id: str) -> Iterator[StoredSpan]:
    """Return an iterator over all complete spans of a session, in the order of their blocks."""
    rows = connection.execute(
        f"SELECT * FROM spans WHERE session = {_SESSION} ORDER BY block", (session_id,)
    ).fetchall()
    return stored_spans(connection, session_id, rows)


def size_in_memory(connection: sqlite3.Connection, session_id: str) -> int:
    """Estimate how many bytes the contents of a session take in memory."""
    row = connection.execute(statements.SIZE_OF_SESSION, {"session": session_id}).fetchone()
    return int(row["contents"]) * _EXPANSION + int(row["compressed"]) * _EXPANSION_OF_COMPRESSED


def logs(
    connection: sqlite3.Connection,
    session_id: str,
    after: Cursor | None,
    limit: int,
    *,
    span_id: str | None,
    trace_id: str | None,
) -> Page[LogRecord]:
    """Return a page of the log records of a session by time, optionally of one span or trace."""
    try:
        asked = {**_EVERY_LOG, "session": session_id, "limit": limit + 1}
        asked["span"] = None if span_id is None else bytes.fromhex(span_id)
        asked["trace"] = None if trace_id is None else bytes.fromhex(trace_id)
    except ValueError:
        return Page(())
    if after is not None:
        asked.update(time=after.value, n=int(after.id))
    rows = connection.execute(statements.LOGS_OF_SESSION, asked).fetchall()
    sources = Sources(connection)
    page = rows[:limit]
    more = len(rows) > limit
    return Page(
        tuple(log_record_of(row, sources) for row in page),
        Cursor(page[-1]["time"], str(page[-1]["n"])) if more and page else None,
    )


def all_logs(connection: sqlite3.Connection, session_id: str) -> list[LogRecord]:
    """Return all log records of a session by time."""
    rows = connection.execute(statements.LOGS_OF_SESSION, {**_EVERY_LOG, "session": session_id})
    sources = Sources(connection)
    return [log_record_of(row, sources) for row in rows]


def stored_spans(
    connection: sqlite3.Connection, session_id: str, rows: Sequence[sqlite3.Row]
) -> Iterator[StoredSpan]:
    """Yield the spans of complete rows; rows of one block should be adjacent."""
    sources = Sources(connection)
    patience = current_patience.get()
    for row, encoded in contents(connection, rows):
        patience.check()
        yield StoredSpan(session_id, row["kind"], span_of(row, encoded, sources))


def duration_ns(row: sqlite3.Row) -> int:
    """Return end minus start of a span; 0 if one of them is unknown, or the end is earlier."""
    return max(0, row["end"] - row["start"]) if row["start"] else 0


def _summary(row: sqlite3.Row) -> SpanSummary:
    return SpanSummary(
        trace_id=row["trace"].hex(),
        span_id=row["id"].hex(),
        parent_span_id=(row["parent"] or b"").hex(),
        name=row["name"],
        service=row["service"],
        kind=row["kind"],
        start_time_unix_nano=row["start"],
        end_time_unix_nano=row["end"],
        duration_ns=duration_ns(row),
        status=STATUS_CODES[row["status"]],
    )
