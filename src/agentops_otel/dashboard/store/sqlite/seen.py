"""The spans and log records of a session as sightings of operations, read without contents."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from agentops_otel.dashboard.counting.sightings import Sighting, end_of, sighting_of_record
from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.model import SPAN_KINDS
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.facts import unpack_facts
from agentops_otel.dashboard.store.sqlite.log_rows import log_record_of
from agentops_otel.dashboard.store.sqlite.sources import Sources

_NO_FACTS: Final = Facts()


class SeenSpan(NamedTuple):
    """A span of the session, with its row number and its row's current operation columns."""

    sighting: Sighting
    n: int
    says: tuple[Any, ...]


def seen_spans(
    connection: sqlite3.Connection, session: int, sources: Sources
) -> dict[tuple[str, str], SeenSpan]:
    """Return the spans of a session by trace and span id."""
    cursor = connection.cursor()
    cursor.row_factory = None  # For speed: this reads every span of every changed session.
    rows = cursor.execute(statements.SIGHTINGS_OF_SESSION, (session,))
    found = {}
    for n, trace, span, parent, source, name, kind, span_kind, start, end, facts, *says in rows:
        key = trace.hex(), span.hex()
        known = _NO_FACTS if facts is None and kind == "span" else unpack_facts(kind, facts)
        sighting = Sighting(
            trace_id=key[0],
            span_id=key[1],
            parent_span_id=parent.hex() if parent else "",
            name=name,
            scope=sources.get(source)[1].name,
            start_time_unix_nano=start,
            end_time_unix_nano=end_of(start, end, known),
            facts=known,
            span_kind=SPAN_KINDS[span_kind],
            has_end=end != 0,
        )
        found[key] = SeenSpan(sighting, n, tuple(says))
    return found


def seen_records(
    connection: sqlite3.Connection, session: int, sources: Sources
) -> Iterator[Sighting]:
    """Yield the log records of a session that report operations."""
    rows = connection.execute(
        "SELECT * FROM log_records WHERE session = ? AND tells_operation", (session,)
    )
    for row in rows:
        sighting = sighting_of_record(log_record_of(row, sources))
        if sighting is not None:
            yield sighting
