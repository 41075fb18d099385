"""What arrives: spans and log records, as in OTLP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, get_args

# str, bool, int, float, bytes, None (OTLP's empty value), tuple of values, or mapping of str to
# value: each attribute keeps the type that OTLP gave it.
AttributeValue: TypeAlias = Any
Attributes: TypeAlias = Mapping[str, AttributeValue]

SpanKind = Literal["unspecified", "internal", "server", "client", "producer", "consumer"]
StatusCode = Literal["unset", "ok", "error"]

# The index of each is its number in OTLP, and in the store's file.
SPAN_KINDS: Final[tuple[SpanKind, ...]] = get_args(SpanKind)
STATUS_CODES: Final[tuple[StatusCode, ...]] = get_args(StatusCode)


@dataclass(frozen=True, slots=True)
class Resource:
    """The producer of the telemetry."""

    attributes: Attributes = field(default_factory=dict)
    dropped_attributes_count: int = 0
    schema_url: str = ""

    @property
    def service(self) -> str | None:
        """The `service.name`, or None."""
        return self._text("service.name")

    @property
    def environment(self) -> str | None:
        """The deployment environment, or None; conventions before 1.27 have the shorter name."""
        name = self._text("deployment.environment.name")
        return self._text("deployment.environment") if name is None else name

    def _text(self, key: str) -> str | None:
        value = self.attributes.get(key)
        return value if isinstance(value, str) and value else None


@dataclass(frozen=True, slots=True)
class Scope:
    """The instrumentation that produced the telemetry."""

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
    """A span's link to another span, usually of another trace."""

    trace_id: str
    span_id: str
    trace_state: str = ""
    attributes: Attributes = field(default_factory=dict)
    dropped_attributes_count: int = 0
    flags: int = 0


# Not frozen: that would triple the time to create one, and there are millions.
@dataclass(slots=True)
class Span:
    """One span as it arrived.

    Attributes:
        trace_id: 32 hex digits.
        span_id: 16 hex digits.
        parent_span_id: 16 hex digits, or empty for a root span.
        start_time_unix_nano: 0 if the producer does not report it.
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
        """End minus start; 0 if one of them is unknown, or the end is before the start."""
        start = self.start_time_unix_nano
        return max(0, self.end_time_unix_nano - start) if start else 0

    @property
    def first_time_unix_nano(self) -> int:
        """The start, or the end if the start is unknown; 0 if both are unknown."""
        return self.start_time_unix_nano or self.end_time_unix_nano


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
    """Counts of a write: records that are new, already known, or newer versions of known ones."""

    new: int = 0
    duplicate: int = 0
    replaced: int = 0
