"""The contract of a store. Nothing of an engine, no table, column or query text, passes it.

Reading methods MAY be called from any thread and MUST see every write that returned before the
call. `write` and `remove` MUST be atomic and durable when they return, and MAY be called from any
thread; a store serialises them. Every method MUST raise `StoreError` for trouble of the engine, and
nothing else. An unknown session, trace or span is never an error: each method says what it gives.
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
    StoreInfo,
)


class Store(Protocol):
    """Keeps spans and log records, and answers at the grain of sessions."""

    def write(self, batch: Batch) -> Written:
        """Keep a batch.

        MUST be durable and atomic on return. MUST accept spans and log records in any order, any
        number of times, with the same answers in the end: the same span sent twice counts once; of
        two versions of a span the one with the later end wins. Which session a span belongs to is
        `docs/explanation/which-session.md`.

        Raises:
            StoreFullError: No room; nothing of the batch is kept.
            StoreClosedError: The store does not write (any more).
        """
        ...

    @property
    def prepare(self) -> Callable[[Batch], Any]:
        """Do the part of a write that needs nothing but the batch.

        MUST be a function of a module, and what it gives MUST be such that both can be pickled: it
        may be called in another process.
        """
        ...

    def write_prepared(self, batches: Sequence[Any]) -> Written:
        """Keep batches that were prepared, in one transaction.

        MUST do what `write` does with all of them as one batch, which was received when the last
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

        MUST order by `sort`, then by id, both in `order`; unknown cost and tokens count as less
        than 0. MUST go on right behind `after` even if that session is gone. A page MAY be shorter
        than `limit` only at the end of the list.
        """
        ...

    def count(self, where: Filter = EVERYTHING, *, cap: int = 10_000) -> Count:
        """Count sessions, exactly up to `cap`; above it the answer is `cap` and `is_capped`."""
        ...

    def session(self, session_id: str) -> SessionSummary | None:
        """Give one session; None if it is unknown."""
        ...

    def traces(self, session_id: str) -> tuple[str, ...]:
        """Name the traces that have spans of a session, by first start."""
        ...

    def loss(self, session_id: str) -> Loss | None:
        """Tell what became of the spans of the processes that sent heartbeats for a session.

        MUST take the newest heartbeat of each process by its own time, whatever the order of
        arrival. A process is a `service.instance.id` of a service; without one it is all that has
        the same resource. None without a heartbeat that counts spans.
        """
        ...

    def spans(self, session_id: str, *, limit: int | None = None) -> Sequence[SpanSummary]:
        """Give the timeline of a session by start, then trace and span id; empty if unknown.

        Parents MAY be missing, or belong to another session. Of more than `limit` spans MUST give
        at most so many, each with all its ancestors: what failed first, then what is an operation
        (of another kind than `span`), then the rest, of each the longest. Spans that have so many
        ancestors that these do not fit in MAY be left out.
        """
        ...

    def span(
        self, session_id: str, span_id: str, *, trace_id: str | None = None
    ) -> StoredSpan | None:
        """Give one span whole; where traces share the id, that of `trace_id` or the earliest."""
        ...

    def events(
        self,
        session_id: str,
        *,
        kinds: Sequence[EventKind] | None = None,
        after: Cursor | None = None,
        limit: int = 500,
    ) -> Page[SessionEvent]:
        """List the events of a session by time; `kinds` None is every kind."""
        ...

    def failures(
        self, session_id: str, *, after: Cursor | None = None, limit: int = 500
    ) -> Page[StoredSpan]:
        """List the spans of a session with status error whole, by end, then trace and span id."""
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

        With `span_id` or `trace_id` only those that name that span, or trace.
        """
        ...

    def operations(
        self, session_id: str, *, kinds: Sequence[OperationKind] | None = None
    ) -> Sequence[Operation]:
        """Give what was really done, each operation once, by start.

        `kinds` None is every kind but session and span.
        """
        ...

    def find(
        self,
        session_id: str,
        where: Filter,
        *,
        limit: int = 1000,
    ) -> Sequence[SpanSummary]:
        """Give the spans of a session that satisfy a filter of span grain, by start."""
        ...

    def facets(
        self,
        where: Filter = EVERYTHING,
        *,
        kinds: Sequence[FacetKind],
        limit: int = 50,
    ) -> Mapping[FacetKind, Sequence[FacetValue]]:
        """Count sessions by value of each kind, the most frequent first, then by value."""
        ...

    def measure(self, measure: Measure) -> Measured:
        """Answer one question for numbers."""
        ...

    def changed(self, since: int, *, limit: int = 500) -> Changes:
        """Tell what changed after revision `since`; revision 0 is the beginning.

        A `since` beyond the newest revision MUST give the newest one, and no ids.
        """
        ...

    def remove(self, session_id: str) -> Removed:
        """Erase a session: its spans, log records, counts and index entries.

        MUST leave no text of it in the store's files when it returns. What arrives for the session
        later starts it anew.
        """
        ...

    def retain(self, retention: Retention) -> Removed:
        """Remove what a retention rule no longer keeps and give the space back."""
        ...

    def export(self, session_id: str) -> Iterator[bytes]:
        """Give a session as lines of OTLP JSON without line ends; nothing if it is unknown.

        Each is one request, those of traces come first. Writing what the lines say into an empty
        store MUST give the same session, and that MUST give the same lines.
        """
        ...

    def document(self, name: str) -> str | None:
        """Give a small named text of the server's own (saved views, keys); None if unknown."""
        ...

    def put_document(self, name: str, text: str) -> None:
        """Keep a small named text, in place of what had the name."""
        ...

    def check(self, *, repair: bool = False, progressed: Progressed = unwatched) -> Report:
        """Look whether the engine's file is sound and every number follows from the spans.

        MUST tell `progressed` of the sessions that it has counted anew.
        """
        ...

    def info(self) -> StoreInfo:
        """Tell what the store is and how much it holds."""
        ...

    def close(self) -> None:
        """Finish running writes and release everything. MAY be called again."""
        ...
