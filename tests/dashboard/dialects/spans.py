"""Spans and log records written by hand, with ids and times that a test can name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from agentops_otel.dashboard.model import (
    Event,
    LogRecord,
    Scope,
    Span,
    SpanKind,
    StatusCode,
)

SECOND = 10**9
# 2026-11-01T00:00:00Z
EPOCH = 1_793_491_200 * SECOND
TRACE = "a" * 32


def span_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def span(
    name: str,
    attributes: Mapping[str, Any] | None = None,
    *,
    parent: str = "",
    at: float = 0,
    lasts: float = 1,
    id: str | None = None,  # noqa: A002
    trace: str = TRACE,
    scope: str = "test",
    status: StatusCode = "unset",
    kind: SpanKind = "internal",
    events: tuple[Event, ...] = (),
) -> Span:
    """Make a span; `parent` and `id` are names, and `id` defaults to the span's name."""
    return Span(
        trace_id=trace,
        span_id=span_id(id or name),
        parent_span_id=span_id(parent) if parent else "",
        name=name,
        start_time_unix_nano=EPOCH + int(at * SECOND),
        end_time_unix_nano=EPOCH + int((at + lasts) * SECOND),
        attributes=attributes or {},
        kind=kind,
        status=status,
        events=events,
        scope=Scope(name=scope),
    )


def event(name: str, attributes: Mapping[str, Any] | None = None, *, at: float = 0) -> Event:
    return Event(name=name, time_unix_nano=EPOCH + int(at * SECOND), attributes=attributes or {})


def record(
    name: str,
    attributes: Mapping[str, Any] | None = None,
    *,
    inside: str = "",
    at: float = 0,
    body: Any = None,
    scope: str = "test",
) -> LogRecord:
    """Make a log record; `inside` names the span that it was written in."""
    return LogRecord(
        time_unix_nano=EPOCH + int(at * SECOND),
        event_name=name,
        attributes=attributes or {},
        body=body,
        trace_id=TRACE if inside else "",
        span_id=span_id(inside) if inside else "",
        scope=Scope(name=scope),
    )
