"""The store over one SQLite file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from agentops_otel.dashboard.counting.operations import DEFAULT_KINDS
from agentops_otel.dashboard.model import (
    Batch,
    Count,
    Cursor,
    EventKind,
    LogRecord,
    Loss,
    Operation,
    OperationKind,
    Page,
    SessionEvent,
    SessionSummary,
    SpanSummary,
    StoredSpan,
    Written,
)
from agentops_otel.dashboard.query.ast import EVERYTHING, Filter
from agentops_otel.dashboard.store.errors import StoreError
from agentops_otel.dashboard.store.kept import Kept
from agentops_otel.dashboard.store.progress import Progressed, unwatched
from agentops_otel.dashboard.store.questions import (
    Changes,
    FacetKind,
    FacetValue,
    Measure,
    Measured,
    Removed,
    Report,
    Retention,
    SortField,
    SortOrder,
    StoreDescription,
)
from agentops_otel.dashboard.store.sqlite import (
    checking,
    failures,
    listing,
    losses,
    measuring,
    removing,
    retaining,
    revisions,
    timeline,
)
from agentops_otel.dashboard.store.sqlite.arrivals import Prepared, prepare, winners
from agentops_otel.dashboard.store.sqlite.database import Database
from agentops_otel.dashboard.store.sqlite.deferred import DeferredWork
from agentops_otel.dashboard.store.sqlite.events import (
    SIZE_OF_PLACE,
    Place,
    events,
    span_event_places,
)
from agentops_otel.dashboard.store.sqlite.facets import facets
from agentops_otel.dashboard.store.sqlite.operations import Account, Choice, account_of, page_of
from agentops_otel.dashboard.store.sqlite.schema import SCHEMA_VERSION
from agentops_otel.dashboard.store.sqlite.writing import Write

Clock = Callable[[], int]

# Size of the cache of operations: enough for about ten long sessions.
_MOST_OPERATIONS_BYTES: Final = 48 * 1024 * 1024

# Size of the cache of what was counted, without contents: enough for 60 000 spans.
_MOST_ACCOUNTS_BYTES: Final = 64 * 1000 * 1000

# Size of the cache of the places of span events: enough for sessions with 60 000 of them in all.
_MOST_PLACES_BYTES: Final = 16 * 1024 * 1024


class SqliteStore:
    """A `store.interface.Store` in one SQLite file."""

    prepare = staticmethod(prepare)

    def __init__(self, database: Database, clock: Clock = time.time_ns) -> None:
        self._database: Final = database
        self._clock: Final = clock
        self._operations: Final = Kept[Sequence[Operation]](_MOST_OPERATIONS_BYTES)
        self._accounts: Final = Kept[Account](_MOST_ACCOUNTS_BYTES)
        self._places: Final = Kept[Sequence[Place]](_MOST_PLACES_BYTES)
        self._deferred: Final = DeferredWork(database, clock) if database.is_writable else None

    @classmethod
    def open(
        cls, path: Path, *, read_only: bool = False, clock: Clock = time.time_ns
    ) -> SqliteStore:
        """Open a file. Unless `read_only`, create or migrate it if needed.

        One process may write to a file while any number of others read it.

        Raises:
            StoreError: The file cannot be opened, or was written by a newer release.
        """
        return cls(Database(path, is_writable=not read_only), clock)

    def write(self, batch: Batch) -> Written:
        """See `Store.write`."""
        return self.write_prepared([prepare(batch)])

    def write_prepared(self, batches: Sequence[Prepared]) -> Written:
        """See `Store.write_prepared`."""
        self._database.require_room()
        received = max(batch.received_unix_nano for batch in batches)
        arrivals = winners(arrival for batch in batches for arrival in batch.arrivals)
        records = [record for batch in batches for record in batch.log_records]
        with self._database.writing() as connection:
            written = Write(connection, received).run(arrivals, records)
        if self._deferred is not None:
            self._deferred.wake()
        return written

    def sessions(
        self,
        where: Filter = EVERYTHING,
        *,
        sort: SortField = "start",
        order: SortOrder = "desc",
        after: Cursor | None = None,
        limit: int = 50,
    ) -> Page[SessionSummary]:
        """See `Store.sessions`."""
        with self._counted() as connection:
            return listing.list_sessions(
                connection,
                where,
                sort=sort,
                order=order,
                after=after,
                limit=limit,
                now=self._clock(),
            )

    def count(self, where: Filter = EVERYTHING, *, cap: int = 10_000) -> Count:
        """See `Store.count`."""
        with self._counted() as connection:
            return listing.count_sessions(connection, where, cap=cap, now=self._clock())

    def session(self, session_id: str) -> SessionSummary | None:
        """See `Store.session`."""
        with self._counted() as connection:
            return listing.summarise(connection, session_id, self._clock())

    def traces(self, session_id: str) -> tuple[str, ...]:
        """See `Store.traces`."""
        with self._database.reading() as connection:
            return timeline.traces(connection, session_id)

    def loss(self, session_id: str) -> Loss | None:
        """See `Store.loss`."""
        with self._database.reading() as connection:
            return losses.loss(connection, session_id)

    def spans(self, session_id: str, *, limit: int | None = None) -> Sequence[SpanSummary]:
        """See `Store.spans`."""
        with self._database.reading() as connection:
            return timeline.timeline(connection, session_id, limit)

    def span(
        self, session_id: str, span_id: str, *, trace_id: str | None = None
    ) -> StoredSpan | None:
        """See `Store.span`."""
        with self._database.reading() as connection:
            return timeline.whole_span(connection, session_id, span_id, trace_id)

    def events(
        self,
        session_id: str,
        *,
        kinds: Sequence[EventKind] | None = None,
        after: Cursor | None = None,
        limit: int = 500,
    ) -> Page[SessionEvent]:
        """See `Store.events`."""
        with self._database.reading() as connection:

            def read() -> tuple[Sequence[Place], int]:
                places = span_event_places(connection, session_id)
                return places, len(places) * SIZE_OF_PLACE

            asked = session_id, revisions.revision_of(connection, session_id)
            return events(
                connection,
                session_id,
                kinds,
                after,
                limit,
                places=lambda: self._places.get(asked, read),
            )

    def logs(
        self,
        session_id: str,
        *,
        span_id: str | None = None,
        trace_id: str | None = None,
        after: Cursor | None = None,
        limit: int = 500,
    ) -> Page[LogRecord]:
        """See `Store.logs`."""
        with self._database.reading() as connection:
            return timeline.logs(
                connection, session_id, after, limit, span_id=span_id, trace_id=trace_id
            )

    def failures(
        self, session_id: str, *, after: Cursor | None = None, limit: int = 500
    ) -> Page[StoredSpan]:
        """See `Store.failures`."""
        with self._database.reading() as connection:
            return failures.failures(connection, session_id, after, limit)

    def find(self, session_id: str, where: Filter, *, limit: int = 1000) -> Sequence[SpanSummary]:
        """See `Store.find`."""
        with self._counted() as connection:
            return timeline.find(connection, session_id, where, limit)

    def operations(
        self,
        session_id: str,
        *,
        kinds: Sequence[OperationKind] | None = None,
        span_id: str | None = None,
        after: Cursor | None = None,
        limit: int | None = None,
    ) -> Page[Operation]:
        """See `Store.operations`."""
        wanted = DEFAULT_KINDS if kinds is None else frozenset(kinds)
        with self._database.reading() as connection:
            revision = revisions.revision_of(connection, session_id)
            size = timeline.size_in_memory(connection, session_id)

            def account() -> Account:
                def count() -> tuple[Account, int]:
                    counted = account_of(connection, session_id, wanted)
                    return counted, counted.size

                asked = (session_id, revision, DEFAULT_KINDS.issuperset(wanted))
                return self._accounts.get(asked, count)

            def all_of(kinds: frozenset[OperationKind]) -> Sequence[Operation]:
                return page_of(connection, account(), Choice(kinds)).rows

            if span_id is not None or limit is not None or size > _MOST_OPERATIONS_BYTES:
                choice = Choice(wanted, span_id, after, limit)
                return page_of(connection, account(), choice)
            # A session with thousands of spans takes a second, and the page asks for it repeatedly,
            # for some kinds and for all.
            kept = wanted | DEFAULT_KINDS
            asked = (session_id, revision, kept)
            found = self._operations.get(asked, lambda: (all_of(kept), size))
            return Page(tuple(each for each in found if each.kind in wanted))

    def facets(
        self,
        where: Filter = EVERYTHING,
        *,
        kinds: Sequence[FacetKind],
        containing: str = "",
        limit: int = 50,
    ) -> Mapping[FacetKind, Sequence[FacetValue]]:
        """See `Store.facets`."""
        with self._counted() as connection:
            return facets(
                connection,
                where,
                kinds=kinds,
                containing=containing,
                limit=limit,
                now=self._clock(),
            )

    def measure(self, measure: Measure) -> Measured:
        """See `Store.measure`."""
        with self._counted() as connection:
            return measuring.measure(connection, measure, self._clock())

    def remove(self, session_id: str) -> Removed:
        """See `Store.remove`."""
        try:
            return removing.erase(self._database, session_id)
        finally:
            self._operations.forget()
            self._accounts.forget()
            self._places.forget()

    def retain(self, retention: Retention) -> Removed:
        """See `Store.retain`."""
        return retaining.retain(self._database, retention, self._clock())

    def export(self, session_id: str) -> Iterator[bytes]:
        """See `Store.export`."""
        with self._database.reading() as connection:
            spans = [stored.span for stored in timeline.whole_spans(connection, session_id)]
            records = timeline.all_logs(connection, session_id)
        # Blocks are in order of arrival, which an import does not reproduce.
        spans.sort(key=lambda each: (each.start_time_unix_nano, each.trace_id, each.span_id))
        # Imported here because it loads the OTLP messages, which listing sessions does not need.
        from agentops_otel.dashboard.otlp.encode import (  # noqa: PLC0415
            logs_lines,
            traces_lines,
        )

        yield from traces_lines(spans)
        yield from logs_lines(records)

    def check(self, *, repair: bool = False, progressed: Progressed = unwatched) -> Report:
        """See `Store.check`."""
        if self._deferred is not None:
            self._deferred.settle()
        return checking.check(self._database, repair=repair, progressed=progressed)

    def document(self, name: str) -> str | None:
        """See `Store.document`."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT text FROM documents WHERE name = ?", (name,)
            ).fetchone()
            return None if row is None else str(row["text"])

    def put_document(self, name: str, text: str) -> None:
        """See `Store.put_document`."""
        with self._database.writing() as connection:
            connection.execute("REPLACE INTO documents (name, text) VALUES (?, ?)", (name, text))

    def changed(self, since: int, *, limit: int = 500) -> Changes:
        """See `Store.changed`."""
        with self._counted() as connection:
            return revisions.changes(connection, since, limit)

    def describe(self) -> StoreDescription:
        """See `Store.describe`."""
        with self._database.reading() as connection:
            sessions, spans = connection.execute(
                "SELECT count(*), coalesce(sum(spans), 0) FROM sessions"
            ).fetchone()
        return StoreDescription(
            engine="sqlite",
            location=str(self._database.path),
            schema_version=SCHEMA_VERSION,
            is_writable=self._database.is_writable,
            has_room=self._database.has_room(),
            sessions=sessions,
            spans=spans,
            bytes_used=self._database.bytes_used(),
        )

    def close(self) -> None:
        """See `Store.close`."""
        if self._deferred is not None:
            self._deferred.close()
        self._database.close()

    @contextmanager
    def _counted(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection to a state of the file in which all operations are counted.

        If the counts cannot be written, as on a full disk, it sees the last ones written.
        """
        if self._deferred is not None:
            with suppress(StoreError):
                self._deferred.settle()
        with self._database.reading() as connection:
            yield connection
