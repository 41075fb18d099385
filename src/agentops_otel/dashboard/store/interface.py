"""The contract of a store. No engine detail (table, column, query text) crosses it.

Reading methods MAY be called from any thread and MUST see every write that returned before the
call. They MUST raise `StoreAbandonedError` soon after the caller's patience has ended, see
`patience.current_patience`. `write` and `remove` MUST be atomic and durable when they return, and
MAY be called from any thread; a store serialises them. Every method MUST raise `StoreError`, and
nothing else, when the engine fails. An unknown session, trace or span is never an error: each
method documents what it returns then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

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


class Store(Protocol):
    """Stores spans and log records, and answers queries about sessions."""

    def write(self, batch: Batch) -> Written:
        """Store a batch.

        MUST be durable and atomic on return. MUST accept spans and log records in any order and any
        number of times, with the same final result: a span sent twice counts once; of two versions
        of a span, the one with the later end wins. `docs/explanation/which-session.md` defines
        which session a span belongs to.

        Raises:
            StoreFullError: The disk is full; nothing of the batch is stored.
            StoreClosedError: The store is closed, or not open for writing.
        """
        ...

    @property
    def prepare(self) -> Callable[[Batch], Any]:
        """The function that does the part of a write that needs only the batch.

        MUST be a module-level function with a picklable result, since it may be called in another
        process.
        """
        ...

    def write_prepared(self, batches: Sequence[Any]) -> Written:
        """Store prepared batches in one transaction.

        MUST have the same effect as `write` with all of them as one batch, received when the last
        of them was.
        """
        ...

    def sessions(
        self,
        where: Filter = EVERYTHING,
        *,
        sort: SortField = "start",
        order: SortOrder = "desc",
        after: Cursor | None = None,
        limit: int = 50,
    ) -> Page[SessionSummary]:
        """List sessions.

        MUST order by `sort`, then by id, both in `order`; unknown cost and tokens sort as less
        than 0. MUST continue right after the position `after`, even if that session no longer
        exists. A page MAY be shorter than `limit` only at the end of the list.
        """
        ...

    def count(self, where: Filter = EVERYTHING, *, cap: int = 10_000) -> Count:
        """Count sessions, exactly up to `cap`; above that, return `cap` with `is_capped` set."""
        ...

    def session(self, session_id: str) -> SessionSummary | None:
        """Return one session, or None if it is unknown."""
        ...

    def traces(self, session_id: str) -> tuple[str, ...]:
        """Return the ids of the traces that have spans of a session, ordered by first start."""
        ...

    def loss(self, session_id: str) -> Loss | None:
        """Return what became of the spans of the processes that sent heartbeats for a session.

        MUST use the newest heartbeat of each process by the heartbeat's own time, regardless of the
        order of arrival. A process is identified by service and `service.instance.id`, or by the
        whole resource if that attribute is missing. None if no heartbeat has span counts.
        """
        ...

    def spans(self, session_id: str, *, limit: int | None = None) -> Sequence[SpanSummary]:
        """Return a session's spans ordered by start, trace id and span id; empty if unknown.

        Parents MAY be missing, or belong to another session. MUST return at most `limit` spans,
        each with all its ancestors. If there are more, MUST prefer failed spans, then operations
        (spans of a kind other than `span`), then the rest, and the longest within each group.
        Spans whose ancestors do not fit within the limit MAY be left out.
        """
        ...

    def span(
        self, session_id: str, span_id: str, *, trace_id: str | None = None
    ) -> StoredSpan | None:
        """Return one complete span, or None if it is unknown.

        If several traces share the span id, return that of `trace_id`, or else the earliest.
        """
        ...

    def events(
        self,
        session_id: str,
        *,
        kinds: Sequence[EventKind] | None = None,
        after: Cursor | None = None,
        limit: int = 500,
    ) -> Page[SessionEvent]:
        """List the events of a session by time; all kinds if `kinds` is None."""
        ...

    def failures(
        self, session_id: str, *, after: Cursor | None = None, limit: int = 500
    ) -> Page[StoredSpan]:
        """List the complete spans with status error, ordered by end, trace id and span id."""
        ...

    def logs(
        self,
        session_id: str,
        *,
        span_id: str | None = None,
        trace_id: str | None = None,
        after: Cursor | None = None,
        limit: int = 500,
    ) -> Page[LogRecord]:
        """List the log records of a session by time, live records of the SDK included.

        With `span_id` or `trace_id`, only those with that span id or trace id.
        """
        ...

    def operations(
        self,
        session_id: str,
        *,
        kinds: Sequence[OperationKind] | None = None,
        span_id: str | None = None,
        after: Cursor | None = None,
        limit: int | None = None,
    ) -> Page[Operation]:
        """List the operations of a session by start, each real operation once.

        With `span_id`, only those that a span of this id stands for, in any trace. MUST continue
        right after the operation of `after`, or after its time if it is no longer counted. MAY read
        the contents of the others only if these need them.

        If `kinds` is None, all kinds except session and span. If `limit` is None, all of them.
        """
        ...

    def find(
        self,
        session_id: str,
        where: Filter,
        *,
        limit: int = 1000,
    ) -> Sequence[SpanSummary]:
        """Return the spans of a session that match a filter of span grain, by start."""
        ...

    def facets(
        self,
        where: Filter = EVERYTHING,
        *,
        kinds: Sequence[FacetKind],
        containing: str = "",
        limit: int = 50,
    ) -> Mapping[FacetKind, Sequence[FacetValue]]:
        """Count sessions by value for each facet kind, ordered by frequency, then by value.

        MUST count only values that have the text `containing` in them, with ASCII letters of either
        case. All values contain the empty text.
        """
        ...

    def measure(self, measure: Measure) -> Measured:
        """Return the series of a measure."""
        ...

    def changed(self, since: int, *, limit: int = 500) -> Changes:
        """Return what changed after revision `since`; revision 0 is the beginning.

        For a `since` beyond the newest revision, MUST return the newest one and no ids.
        """
        ...

    def remove(self, session_id: str) -> Removed:
        """Erase a session: its spans, log records, counts and index entries.

        MUST leave no text of it in the store's files on return. Telemetry that arrives for the
        session later creates it anew.
        """
        ...

    def retain(self, retention: Retention) -> Removed:
        """Remove what a retention rule no longer keeps, and return the space to the system."""
        ...

    def export(self, session_id: str) -> Iterator[bytes]:
        """Yield a session as lines of OTLP JSON without line ends; none if it is unknown.

        Each line is one export request, traces before logs. Writing the lines into an empty store
        MUST produce the same session, and exporting that one MUST produce the same lines.
        """
        ...

    def document(self, name: str) -> str | None:
        """Return a small named text of the server itself (saved views, keys); None if unknown."""
        ...

    def put_document(self, name: str, text: str) -> None:
        """Store a small named text, replacing any of that name."""
        ...

    def check(self, *, repair: bool = False, progressed: Progressed = unwatched) -> Report:
        """Check that the engine's file is sound and that all numbers follow from the spans.

        MUST report the sessions recounted so far to `progressed`.
        """
        ...

    def describe(self) -> StoreDescription:
        """Return what the store is and how much it holds."""
        ...

    def close(self) -> None:
        """Finish running writes and release all resources. MAY be called more than once."""
        ...
