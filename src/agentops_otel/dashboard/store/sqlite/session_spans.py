"""What the file knows of session spans: one row per span and kind of source.

The span itself is a source once it has ended; its live records are one from its start on.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from agentops_otel.dashboard.dialects.values import as_name, as_text
from agentops_otel.dashboard.model import LogRecord
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.states import (
    SessionSpan,
    end_state_of,
    merged,
)
from agentops_otel.semconv import (
    EVENT_SESSION_END,
    SESSION_END_STATE,
    SESSION_END_STATE_REASON,
    SESSION_NAME,
    SESSION_PARENT_ID,
)


def note_span(
    connection: sqlite3.Connection, session: int, trace: bytes, span: bytes, told: SessionSpan
) -> None:
    """Note the facts of a session from its session span."""
    _note(connection, session, (trace, span, "span"), told)


def note_record(connection: sqlite3.Connection, session: int, record: LogRecord) -> None:
    """Note the facts of a session from a live record."""
    attributes, time = record.attributes, record.time_unix_nano
    is_end = record.event_name == EVENT_SESSION_END
    state = end_state_of(as_name(attributes.get(SESSION_END_STATE)), is_error=False)
    told = SessionSpan(
        start=time,
        end=time if is_end else None,
        state=state if is_end else None,
        name=as_name(attributes.get(SESSION_NAME)),
        reason=as_text(attributes.get(SESSION_END_STATE_REASON)),
        parent=as_name(attributes.get(SESSION_PARENT_ID)),
    )
    teller = bytes.fromhex(record.trace_id), bytes.fromhex(record.span_id), "record"
    _note(connection, session, teller, told)


def forget_spans(connection: sqlite3.Connection, session: int) -> None:
    """Forget the facts of a session from spans, but not those from live records."""
    connection.execute(
        "DELETE FROM session_spans WHERE session = ? AND told_by = 'span'", (session,)
    )


def session_spans(connection: sqlite3.Connection, session: int) -> list[SessionSpan]:
    """Return the known session spans of a session, each merged from all its sources."""
    told: dict[tuple[bytes, bytes], list[SessionSpan]] = defaultdict(list)
    rows = connection.execute(
        "SELECT * FROM session_spans WHERE session = ? ORDER BY told_by DESC", (session,)
    )
    for row in rows:
        told[row["trace"], row["span"]].append(
            SessionSpan(
                start=row["start"],
                end=row["end"],
                state=row["state"],
                name=row["name"],
                reason=row["reason"],
                parent=row["parent"],
            )
        )
    return [merged(each) for each in told.values()]


def _note(
    connection: sqlite3.Connection,
    session: int,
    teller: tuple[bytes, bytes, str],
    told: SessionSpan,
) -> None:
    trace, span, told_by = teller
    connection.execute(
        statements.MERGE_SESSION_SPAN,
        {
            "session": session,
            "trace": trace,
            "span": span,
            "told_by": told_by,
            "start": told.start,
            "end": told.end,
            "state": told.state,
            "name": told.name,
            "reason": told.reason,
            "parent": told.parent,
        },
    )
