"""Writing of log records into the session they name, or that of their span or trace.

A framework's conversation id on a record does not override the session of its span, since our SDK
stamps spans, not log records; it is used only while the trace is unknown. A record that has no
trace and names no session is not stored, because no view could find it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Final

from agentops_otel.dashboard.counting.sightings import sighting_of_record
from agentops_otel.dashboard.dialects.session_keys import names_session, session_key_of
from agentops_otel.dashboard.dialects.values import as_tags
from agentops_otel.dashboard.model import LogRecord, Resource
from agentops_otel.dashboard.store.rollup import MAX_VALUE_LENGTH, FacetCount
from agentops_otel.dashboard.store.sqlite import content, statements
from agentops_otel.dashboard.store.sqlite.log_rows import encode_log_record, log_record_of
from agentops_otel.dashboard.store.sqlite.session_spans import note_record
from agentops_otel.dashboard.store.sqlite.sessions import SessionIds, SessionRow
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.semconv import (
    EVENT_SESSION_END,
    EVENT_SESSION_HEARTBEAT,
    EVENT_SESSION_START,
    SESSION_TAGS,
)

_LIVE_EVENTS: Final = frozenset((EVENT_SESSION_START, EVENT_SESSION_HEARTBEAT, EVENT_SESSION_END))


class LogWriting:
    """Writes the log records of one write.

    Attributes:
        new: How many were not in the file before.
        to_count: Sessions to be counted again because of their log records, not their spans.
        left: Sessions that records were moved away from.
    """

    def __init__(self, connection: sqlite3.Connection, ids: SessionIds, sources: Sources) -> None:
        self._connection = connection
        self._ids = ids
        self._sources = sources
        self._counts = Counter[int]()
        self._live: dict[int, list[LogRecord]] = {}
        self._services: dict[int, set[str]] = {}
        self.new = 0
        self.to_count = set[int]()
        self.left = set[int]()

    @property
    def sessions(self) -> set[int]:
        """The sessions whose log records have changed."""
        return {*self._counts, *self._live}

    def write(self, records: Iterable[LogRecord]) -> None:
        """Insert the records that the file does not have yet."""
        for record in records:
            key = session_key_of(record.attributes)
            if key is None and not record.trace_id:
                continue
            trace, span = bytes.fromhex(record.trace_id), bytes.fromhex(record.span_id)
            is_keyed = key is not None and (not trace or names_session(record.attributes))
            session = None if is_keyed else self._session(trace, span)
            if session is None and key is not None:
                session = self._ids.number(key)
            encoded = encode_log_record(record)
            inserted = self._connection.execute(
                statements.INSERT_LOG_RECORD,
                {
                    "session": session,
                    "is_keyed": is_keyed,
                    "trace": trace or None,
                    "span": span or None,
                    "time": record.time_unix_nano,
                    "name": record.event_name,
                    "source": self._sources.number(record.resource, record.scope),
                    "tells_operation": sighting_of_record(record) is not None,
                    "digest": content.digest(trace + span + encoded),
                    "content": content.compress(encoded),
                },
            )
            if inserted.rowcount > 0:
                self.new += 1
                self._note(session, record)

    def follow(self, traces: Iterable[bytes]) -> None:
        """Move the log records of traces, unless keyed, to the current sessions of their spans."""
        for trace in traces:
            rows = self._connection.execute(
                "SELECT n, span, session, source FROM log_records WHERE is_keyed = 0 AND trace = ?",
                (trace,),
            ).fetchall()
            for row in rows:
                session = self._session(trace, row["span"] or b"")
                if session != row["session"]:
                    self._connection.execute(
                        "UPDATE log_records SET session = ? WHERE n = ?", (session, row["n"])
                    )
                    # Its part in operations and its service move along.
                    if session is not None:
                        self.to_count.add(session)
                        self._counts.update({session: 1})
                        self._note_service(session, self._sources.get(row["source"])[0])
                    if row["session"] is not None:
                        self._counts.update({row["session"]: -1})
                        self.left.add(row["session"])

    def update(self, row: SessionRow) -> None:
        """Add the effects of this write's log records to a session's row."""
        row.log_records += self._counts[row.n]
        for service in self._services.get(row.n, ()):
            _tell_service(row, service)
        for record in self._live.get(row.n, ()):
            row.last_record = max(row.last_record or 0, record.time_unix_nano)
            _tell_session(self._connection, row, record)

    def tell_again(self, row: SessionRow) -> None:
        """Restore the facts from log records in a session whose facets were cleared."""
        for told in self._connection.execute(statements.SERVICES_OF_RECORDS, (row.n,)):
            _tell_service(row, told["service"])
        rows = self._connection.execute(
            "SELECT * FROM log_records WHERE session = ? AND name LIKE 'agentops.session.%'",
            (row.n,),
        ).fetchall()
        for each in rows:
            if each["name"] in _LIVE_EVENTS:
                _tell_session(self._connection, row, log_record_of(each, self._sources))

    def _note(self, session: int | None, record: LogRecord) -> None:
        if session is None:
            return
        self._counts[session] += 1
        self._note_service(session, record.resource)
        if record.event_name == EVENT_SESSION_HEARTBEAT:
            self.to_count.add(session)
        if record.event_name in _LIVE_EVENTS:
            self._live.setdefault(session, []).append(record)

    def _note_service(self, session: int, resource: Resource) -> None:
        if resource.service is not None:
            self._services.setdefault(session, set()).add(resource.service)

    def _session(self, trace: bytes, span: bytes) -> int | None:
        """Return the session of a span, or else of its trace; None if the trace is unknown."""
        row = self._connection.execute(statements.SESSION_OF_SPAN, (trace, span)).fetchone()
        if row is not None:
            return int(row["session"])
        named = self._connection.execute(statements.NAMED_SESSION, (trace,)).fetchone()
        if named is not None:
            return self._ids.number(named["id"])
        row = self._connection.execute(
            "SELECT session FROM traces WHERE id = ?", (trace,)
        ).fetchone()
        return None if row is None else int(row["session"])


def _tell_service(row: SessionRow, service: str) -> None:
    """Note the service that sent a log record; counts cover spans only."""
    row.rollup.facets.setdefault(("service", service[:MAX_VALUE_LENGTH]), FacetCount())


def _tell_session(connection: sqlite3.Connection, row: SessionRow, record: LogRecord) -> None:
    """Note the facts and tags of a session from a live record."""
    note_record(connection, row.n, record)
    for position, tag in enumerate(as_tags(record.attributes.get(SESSION_TAGS)) or ()):
        row.rollup.facets.setdefault(("tag", tag), FacetCount(position=position))
