"""What the store returns about a session: its summary, its spans and events, its loss."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from agentops_otel.dashboard.model.operations import OperationKind
from agentops_otel.dashboard.model.telemetry import Attributes, Span, StatusCode

EventKind: TypeAlias = OperationKind | Literal["event"]
SessionState = Literal["running", "lost", "success", "error", "cancelled", "unfinished"]

# An open session is running if some of its telemetry arrived within this time, by the server's
# clock: three heartbeats of 15 s.
LOST_AFTER_NS: Final = 45_000_000_000


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One row of the session list.

    Attributes:
        end_time_unix_nano: None while the session is open.
        duration_ns: Of an open session: from its start to its latest known time.
        first_user_text: The first user message to a model, cut to 300 characters. None if
            content is not captured.
        lost_span_count: `Loss.lost`.
        last_received_unix_nano: When the server last received some of its telemetry.
        revision: Number of the write that last changed it.
    """

    id: str
    name: str
    state: SessionState
    reason: str | None
    tags: tuple[str, ...]
    start_time_unix_nano: int
    end_time_unix_nano: int | None
    duration_ns: int
    span_count: int
    event_count: int
    error_count: int
    llm_call_count: int
    tool_call_count: int
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    cost_usd: float | None
    models: tuple[str, ...]
    services: tuple[str, ...]
    user_id: str | None
    parent_id: str | None
    first_user_text: str | None
    lost_span_count: int | None
    last_received_unix_nano: int
    revision: int


@dataclass(frozen=True, slots=True)
class Loss:
    """What became of the spans of the processes that reported on a session, all counts summed.

    A process counts all spans that ended in it, whatever session they belong to.

    Attributes:
        process_count: The number of processes that reported.
        ended: Spans that had ended at the last reports. Like the next three, None if one of the
            processes does not report it.
        exported: Spans that a receiver accepted.
        failed: Spans that a receiver rejected, or that could not be sent.
        dropped: Spans for which the process had no room.
        arrived: Spans of these processes that have arrived here.
    """

    process_count: int
    ended: int | None
    exported: int | None
    failed: int | None
    dropped: int | None
    arrived: int

    @property
    def lost(self) -> int | None:
        """The number of spans known to have reached no receiver."""
        return None if self.failed is None or self.dropped is None else self.failed + self.dropped


@dataclass(frozen=True, slots=True)
class SpanSummary:
    """One row of a session's timeline: what a view of the whole session needs to know of a span.

    Attributes:
        kind: The operation kind, not OTel's span kind.
        start_time_unix_nano: 0 if the producer does not report it.
        end_time_unix_nano: 0 while it has not ended.
        duration_ns: 0 if start or end is unknown.
    """

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    service: str | None
    kind: OperationKind
    start_time_unix_nano: int
    end_time_unix_nano: int
    duration_ns: int
    status: StatusCode


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """One complete span, with what was derived from it."""

    session_id: str
    kind: OperationKind
    span: Span


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """Something that happened in a session: a span other than a session span, or a span event.

    Attributes:
        kind: The span's operation kind, or `event` for a span event.
        span_id: The span itself, or the span that has the span event.
        duration_ns: None for a span event.
        attributes: Those of a span event; empty for a span, whose attributes are on the span.
    """

    name: str
    kind: EventKind
    trace_id: str
    span_id: str
    time_unix_nano: int
    duration_ns: int | None
    status: StatusCode
    attributes: Attributes = field(default_factory=dict)
