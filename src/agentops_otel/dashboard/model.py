"""The domain as frozen dataclasses: what arrives, what is kept, what is answered. No I/O.

Ids are lowercase hex, times nanoseconds since the epoch in UTC, durations nanoseconds, costs USD.
Unknown is None, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar

# str, bool, int, float, bytes, None (OTLP's empty value), tuple of values, or mapping of str to
# value: each attribute keeps the type that OTLP gave it.
AttributeValue: TypeAlias = Any
Attributes: TypeAlias = Mapping[str, AttributeValue]

SpanKind = Literal["unspecified", "internal", "server", "client", "producer", "consumer"]
StatusCode = Literal["unset", "ok", "error"]
OperationKind = Literal[
    "session",
    "agent",
    "workflow",
    "task",
    "operation",
    "tool",
    "llm",
    "embedding",
    "retrieval",
    "guardrail",
    "span",
]
EventKind: TypeAlias = OperationKind | Literal["event"]
SessionState = Literal["running", "lost", "success", "error", "cancelled", "unfinished"]
FinishClass = Literal["stop", "tool_calls", "length", "content_filter", "error", "other"]
CostSource = Literal["telemetry", "computed"]

# An open session is running while something of it came within this time, by the server's own
# clock: three heartbeats of 15 s.
LOST_AFTER_NS: Final = 45_000_000_000


@dataclass(frozen=True, slots=True)
class Resource:
    """Who produced the telemetry."""

    attributes: Attributes = field(default_factory=dict)
    dropped_attributes_count: int = 0
    schema_url: str = ""

    @property
    def service(self) -> str | None:
        """The `service.name`, or None where there is none."""
        name = self.attributes.get("service.name")
        return name if isinstance(name, str) and name else None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which instrumentation produced it."""

    name: str = ""
    version: str = ""
    attributes: Attributes = field(default_factory=dict)
    dropped_attributes_count: int = 0
    schema_url: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A span event."""

    name: str
    time_unix_nano: int
    attributes: Attributes = field(default_factory=dict)
    dropped_attributes_count: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A span's link to another span, mostly of another trace."""

    trace_id: str
    span_id: str
    trace_state: str = ""
    attributes: Attributes = field(default_factory=dict)
    dropped_attributes_count: int = 0
    flags: int = 0


# Not frozen, which triples the time that it takes to make one, and millions are made.
@dataclass(slots=True)
class Span:
    """One span as it arrived.

    Attributes:
        trace_id: 32 hex digits.
        span_id: 16 hex digits.
        parent_span_id: 16 hex digits, or empty for a root span.
        end_time_unix_nano: 0 while the span has not ended.
    """

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    start_time_unix_nano: int
    end_time_unix_nano: int
    attributes: Attributes = field(default_factory=dict)
    kind: SpanKind = "unspecified"
    status: StatusCode = "unset"
    status_message: str = ""
    events: tuple[Event, ...] = ()
    links: tuple[Link, ...] = ()
    trace_state: str = ""
    flags: int = 0
    dropped_attributes_count: int = 0
    dropped_events_count: int = 0
    dropped_links_count: int = 0
    resource: Resource = Resource()
    scope: Scope = Scope()

    @property
    def duration_ns(self) -> int:
        """End less start; 0 where the end is unknown or before the start."""
        return max(0, self.end_time_unix_nano - self.start_time_unix_nano)


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One log record as it arrived; `trace_id` and `span_id` are empty outside any span."""

    time_unix_nano: int
    observed_time_unix_nano: int = 0
    severity_number: int = 0
    severity_text: str = ""
    event_name: str = ""
    body: AttributeValue = None
    attributes: Attributes = field(default_factory=dict)
    dropped_attributes_count: int = 0
    flags: int = 0
    trace_id: str = ""
    span_id: str = ""
    resource: Resource = Resource()
    scope: Scope = Scope()


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written in one transaction.

    Attributes:
        received_unix_nano: When the server received it, by its own clock.
    """

    received_unix_nano: int
    spans: tuple[Span, ...] = ()
    log_records: tuple[LogRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: records that are new, known already, or newer versions of known ones."""

    new: int = 0
    duplicate: int = 0
    replaced: int = 0


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
    """

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    service: str | None
    kind: OperationKind
    start_time_unix_nano: int
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


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model's request to run a tool; `arguments` parsed where they are JSON, else the text."""

    id: str | None
    name: str | None
    arguments: AttributeValue = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message to or from a model.

    Attributes:
        role: `system`, `user`, `assistant`, `tool`, or what the telemetry says.
        text: Its text parts, joined by newlines; None without any.
        tool_calls: What an assistant asked for.
        tool_call_id: Which call a tool's message answers.
        reasoning: The model's visible reasoning.
    """

    role: str
    text: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    reasoning: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One real operation, however many spans stand for it. None: the telemetry does not tell.

    Attributes:
        span_ids: The spans that stand for it, the one that tells most first.
        finish_reason: As the telemetry has it.
        time_to_first_chunk_ns: From its start to the first chunk of a streamed answer.
        arguments: Of a tool or agent; parsed where they are JSON, else the text.
        result: Like `arguments`.
        agent: Name of the agent that did it.
        input_messages: What the model was given, in order.
        output_messages: What it answered.
    """

    kind: OperationKind
    name: str
    trace_id: str
    span_ids: tuple[str, ...]
    start_time_unix_nano: int
    duration_ns: int
    is_error: bool
    provider: str | None = None
    request_model: str | None = None
    response_model: str | None = None
    response_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost_usd: float | None = None
    cost_source: CostSource | None = None
    finish_reason: str | None = None
    finish_class: FinishClass | None = None
    time_to_first_chunk_ns: int | None = None
    last_user_text: str | None = None
    assistant_text: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    arguments: AttributeValue = None
    result: AttributeValue = None
    agent: str | None = None
    input_messages: tuple[Message, ...] = ()
    output_messages: tuple[Message, ...] = ()


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the sort value and the id of its last row."""

    value: str | int | float | None
    id: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and where to go on; `next` is None at its end."""

    rows: tuple[Row, ...]
    next: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; with `is_capped` at least that many."""

    value: int
    is_capped: bool = False
