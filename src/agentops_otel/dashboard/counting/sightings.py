"""Sightings: spans and log records that may stand for an operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.dialects.records import operation_name, read_record_facts
from agentops_otel.dashboard.dialects.values import as_milliseconds
from agentops_otel.dashboard.model import LogRecord, Span, SpanKind

_FOREVER: Final = 2**63


# Not frozen, which would triple the cost of creation: every span of a session becomes one.
@dataclass(slots=True, eq=False)
class Sighting:
    """One span or log record that may stand for an operation. Equal only to itself.

    Attributes:
        name: Name of the span, or of the log record's event.
        scope: Name of the instrumentation scope.
        span_id: For a log record, the span that it was written in, or empty.
        end_time_unix_nano: Never before the start.
        is_record: Whether it is a log record.
        has_end: Whether its end is known; a span that came without one may have taken any time.
    """

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    scope: str
    start_time_unix_nano: int
    end_time_unix_nano: int
    facts: Facts
    span_kind: SpanKind = "unspecified"
    is_record: bool = False
    has_end: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """The identity of the span: trace id and span id."""
        return self.trace_id, self.span_id

    @property
    def parent_key(self) -> tuple[str, str]:
        """The key of its parent: for a log record, the span that it was written in."""
        return self.trace_id, self.span_id if self.is_record else self.parent_span_id

    @property
    def last_time_unix_nano(self) -> int:
        """The latest time at which it can have been running."""
        return self.end_time_unix_nano if self.has_end else _FOREVER

    @property
    def order(self) -> tuple[int, int, str, str, bool]:
        """A sort key: by start, longer ones first; ids break ties, so that the order is fixed."""
        return (
            self.start_time_unix_nano,
            -self.end_time_unix_nano,
            self.trace_id,
            self.span_id,
            self.is_record,
        )


def sighting_of(span: Span, facts: Facts | None = None) -> Sighting:
    """Return the sighting of a span; pass `facts` if they have been read already."""
    facts = facts or read_facts(span)
    return Sighting(
        trace_id=span.trace_id,
        span_id=span.span_id,
        parent_span_id=span.parent_span_id,
        name=span.name,
        scope=span.scope.name,
        start_time_unix_nano=span.first_time_unix_nano,
        end_time_unix_nano=end_of(span.first_time_unix_nano, span.end_time_unix_nano, facts),
        facts=facts,
        span_kind=span.kind,
        has_end=span.end_time_unix_nano != 0,
    )


def end_of(start_unix_nano: int, end_unix_nano: int, facts: Facts) -> int:
    """Return the end of a span's operation: not before its start, nor before its answer came."""
    return max(start_unix_nano, end_unix_nano, facts.answered_at or 0)


def sighting_of_record(record: LogRecord) -> Sighting | None:
    """Return the sighting of a log record; None if it stands for no operation."""
    facts = read_record_facts(record)
    if facts is None:
        return None
    took_ns = as_milliseconds(record.attributes.get("duration_ms")) or 0
    return Sighting(
        trace_id=record.trace_id,
        span_id=record.span_id,
        parent_span_id="",
        name=operation_name(record),
        scope=record.scope.name,
        start_time_unix_nano=max(0, record.time_unix_nano - took_ns),
        end_time_unix_nano=record.time_unix_nano,
        facts=facts,
        is_record=True,
    )
