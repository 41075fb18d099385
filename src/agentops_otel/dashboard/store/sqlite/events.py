"""The events of a session by time: its spans, and their span events.

Where a span event belongs stands in its span's content only. So that a page need not read all
contents of the session, the places of its span events are passed in.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from agentops_otel.dashboard.model import (
    STATUS_CODES,
    Cursor,
    EventKind,
    Page,
    SessionEvent,
    StoredSpan,
)
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.timeline import duration_ns, stored_spans, whole_spans

# Size in memory, in bytes.
SIZE_OF_PLACE: Final = 256

_SPAN: Final = (
    "SELECT * FROM spans WHERE session = (SELECT n FROM sessions WHERE id = ?)"
    " AND trace = ? AND id = ?"
)

# Lengths of a trace id and of both ids in hex.
_TRACE: Final = 32
_IDS: Final = 48


class Place(NamedTuple):
    """Where a span event is among the events of its session.

    Attributes:
        time: Time of the event.
        place: Orders events of one time: ids of the trace and span, and its number in the span.
    """

    time: int
    place: str


def span_event_places(connection: sqlite3.Connection, session_id: str) -> list[Place]:
    """Return the places of all span events of a session in order."""
    return sorted(
        place for stored in whole_spans(connection, session_id) for place in _span_events(stored)
    )


def events(
    connection: sqlite3.Connection,
    session_id: str,
    kinds: Collection[EventKind] | None,
    after: Cursor | None,
    limit: int,
    *,
    places: Callable[[], Sequence[Place]],
) -> Page[SessionEvent]:
    """Return a page of a session's events by time.

    Args:
        connection: The connection to read from.
        session_id: Id of the session.
        kinds: The kinds to return; None for all.
        after: The end of the previous page.
        limit: The maximum number of events.
        places: Returns the places of the session's span events.
    """
    asked = {
        "session": session_id,
        "kinds": None if kinds is None else json.dumps(sorted(kinds)),
        "time": None if after is None else after.value,
        "place": None if after is None else after.id,
        "limit": limit + 1,
    }
    spans = {
        Place(row["start"], row["place"]): row
        for row in connection.execute(statements.EVENTS_OF_SESSION, asked)
    }
    span_events = list[Place]()
    if kinds is None or "event" in kinds:
        sought = places()
        begin = 0 if after is None else bisect_right(sought, (after.value, after.id))
        span_events = list(islice(sought, begin, begin + limit + 1))
    merged = sorted([*spans, *span_events])
    page = merged[:limit]
    found = {place: _span(row) for place, row in spans.items()}
    ids = {place.place[:_IDS] for place in page if place not in found}
    for stored in _read(connection, session_id, ids):
        found.update(_span_events(stored))
    is_end = len(merged) <= limit or not page
    return Page(tuple(found[place] for place in page), None if is_end else Cursor(*page[-1]))


def _read(
    connection: sqlite3.Connection, session_id: str, ids: Collection[str]
) -> Iterator[StoredSpan]:
    """Return spans of a session by the ids of their traces and their own, joined."""
    rows = [
        row
        for each in ids
        for row in connection.execute(
            _SPAN, (session_id, bytes.fromhex(each[:_TRACE]), bytes.fromhex(each[_TRACE:]))
        )
    ]
    return stored_spans(connection, session_id, sorted(rows, key=lambda row: int(row["block"])))


def _span_events(stored: StoredSpan) -> Mapping[Place, SessionEvent]:
    span = stored.span
    return {
        Place(event.time_unix_nano, f"{span.trace_id}{span.span_id}{number:08}"): SessionEvent(
            name=event.name,
            kind="event",
            trace_id=span.trace_id,
            span_id=span.span_id,
            time_unix_nano=event.time_unix_nano,
            duration_ns=None,
            status="unset",
            attributes=event.attributes,
        )
        for number, event in enumerate(span.events)
    }


def _span(row: sqlite3.Row) -> SessionEvent:
    return SessionEvent(
        name=row["name"],
        kind=row["kind"],
        trace_id=row["trace"].hex(),
        span_id=row["id"].hex(),
        time_unix_nano=row["start"],
        duration_ns=duration_ns(row),
        status=STATUS_CODES[row["status"]],
    )
