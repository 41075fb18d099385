"""What is answered of a session: its summary, its spans and events, what of it was lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from agentops_otel.dashboard.model.operations import OperationKind
from agentops_otel.dashboard.model.telemetry import Attributes, Span, StatusCode

EventKind: TypeAlias = OperationKind | Literal["event"]
SessionState = Literal["running", "lost", "success", "error", "cancelled", "unfinished"]

# An open session is running while something of it came within this time, by the server's own
# clock: three heartbeats of 15 s.
LOST_AFTER_NS: Final = 45_000_000_000


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One row of the session list.

    Attributes:
        end_time_unix_nano: None while the session is open.
        duration_ns: Of an open session: from its start to the latest time known of it.
        first_user_text: What the user says first to a model, cut to 300 characters. None where
            content is not captured.
        lost_span_count: `Loss.lost`.
        last_received_unix_nano: When the server last received something of it.
        revision: Number of the write that changed it last.
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
    """What became of the spans of the processes that have told of a session, all counts added.

    A process counts all spans that have ended in it, whatever session they are in.

    Attributes:
        process_count: How many processes have told.
        ended: Spans that had ended when they last told. Like the next three None if one of the
            processes does not tell it.
        exported: Those that a receiver has accepted.
        failed: Those that a receiver has rejected, or that could not be sent.
        dropped: Those for which there was no room in the process.
        arrived: Spans of these processes that are here.
    """

    process_count: int
    ended: int | None
    exported: int | None
    failed: int | None
    dropped: int | None
    arrived: int

    @property
    def lost(self) -> int | None:
        """Spans that are known to have reached no receiver."""
        return None if self.failed is None or self.dropped is None else self.failed + self.dropped


@dataclass(frozen=True, slots=True)
class SpanSummary:
    """One row of a session's timeline: what a picture of the whole session needs of a span.

    Attributes:
        kind: The operation kind, not OTel's span kind.
        start_time_unix_nano: 0 if the producer does not tell it.
        end_time_unix_nano: 0 while it has not ended.
        duration_ns: 0 where start or end are unknown.
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
    """One span whole, with what was concluded about it."""

    session_id: str
    kind: OperationKind
    span: Span


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """Something that happened in a session: a span other than a session span, or a span event.

    Attributes:
        kind: The span's operation kind, or `event` for a span event.
        span_id: The span itself, or the span that the span event is on.
        duration_ns: None for a span event.
        attributes: A span event's own; empty for a span, whose attributes come with the span.
    """

    name: str
    kind: EventKind
    trace_id: str
    span_id: str
    time_unix_nano: int
    duration_ns: int | None
    status: StatusCode
    attributes: Attributes = field(default_factory=dict)
