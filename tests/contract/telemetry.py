"""Concise builders of spans, log records and batches."""

from __future__ import annotations

from typing import Any

from agentops_otel.dashboard.model import Batch, Event, Link, LogRecord, Resource, Span, StatusCode

SECOND = 1_000_000_000
START = 1_700_000_000 * SECOND
NOW = 1_800_000_000 * SECOND


def trace_id(number: int) -> str:
    return f"{number:032x}"


def span_id(number: int) -> str:
    return f"{number:016x}"


def span(
    number: int,
    *,
    trace: int = 1,
    parent: int | None = None,
    session: str | None = None,
    name: str = "work",
    at: float = 0,
    lasts: float = 1,
    status: StatusCode = "unset",
    events: tuple[Event, ...] = (),
    links: tuple[int, ...] = (),
    service: str | None = "app",
    **attributes: Any,
) -> Span:
    """Make a span; `a__b=1` in `attributes` is `a.b`, times are seconds after `START`."""
    named = {key.replace("__", "."): value for key, value in attributes.items()}
    if session is not None:
        named["session.id"] = session
    start = START + int(at * SECOND)
    return Span(
        trace_id=trace_id(trace),
        span_id=span_id(number),
        parent_span_id="" if parent is None else span_id(parent),
        name=name,
        start_time_unix_nano=start,
        end_time_unix_nano=start + int(lasts * SECOND),
        attributes=named,
        status=status,
        events=events,
        links=tuple(Link(trace_id(link), span_id(1)) for link in links),
        resource=Resource({} if service is None else {"service.name": service}),
    )


def session_span(number: int = 1, *, session: str = "s", **fields: Any) -> Span:
    """Make a session span as the SDK writes it."""
    fields.setdefault("name", session)
    return span(
        number,
        session=session,
        agentops__span__kind="session",
        agentops__session__name=fields["name"],
        agentops__session__end_state=fields.pop("state", "success"),
        **fields,
    )


def live_record(
    event: str, number: int = 1, *, session: str = "s", trace: int = 1, at: float = 0, **more: Any
) -> LogRecord:
    """Make a live record of the SDK; `event` is start, heartbeat or end."""
    named = {key.replace("__", "."): value for key, value in more.items()}
    return LogRecord(
        time_unix_nano=START + int(at * SECOND),
        event_name=f"agentops.session.{event}",
        attributes={"session.id": session, **named},
        trace_id=trace_id(trace),
        span_id=span_id(number),
    )


def batch(*records: Span | LogRecord, received: int = NOW) -> Batch:
    return Batch(
        received,
        spans=tuple(each for each in records if isinstance(each, Span)),
        log_records=tuple(each for each in records if isinstance(each, LogRecord)),
    )
