"""`/sessions/{id}/events` and `/logs`: a session's events and log records, by time."""

from __future__ import annotations

from typing import Annotated, Final, cast, get_args

from fastapi import APIRouter, Query
from pydantic import Field

from agentops_otel.dashboard.api.cursor import read_cursor, write_cursor
from agentops_otel.dashboard.api.parameters import (
    PageQuery,
    PathId,
    StoreParameter,
    comma_list_of,
    require_session,
)
from agentops_otel.dashboard.api.wire import (
    Body,
    ItemPage,
    JsonAttributes,
    JsonValue,
    UnixNano,
)
from agentops_otel.dashboard.model import EventKind, OperationKind, StatusCode
from agentops_otel.dashboard.model import LogRecord as StoredLogRecord

router = APIRouter(tags=["events"])

EVENT_KINDS: Final = (*get_args(OperationKind), "event")


class Event(Body):
    """A span other than a session span, or a span event."""

    name: str
    kind: EventKind = Field(description="`event`: a span event.")
    trace_id: str
    span_id: str = Field(description="The span, or the one that has the span event.")
    time_unix_nano: UnixNano
    duration_ns: int | None = Field(description="Null for a span event.")
    status: StatusCode
    attributes: JsonAttributes = Field(description="A span event's own; empty for a span.")


class LogRecord(Body):
    """A log record of the session; ids are null outside any span."""

    time_unix_nano: UnixNano
    observed_time_unix_nano: UnixNano
    severity_number: int
    severity_text: str
    event_name: str
    body: JsonValue
    attributes: JsonAttributes
    trace_id: str | None
    span_id: str | None
    service: str | None


class EventsQuery(PageQuery):
    """The kinds of events to list."""

    kind: Annotated[str | None, comma_list_of(EVENT_KINDS)] = Field(
        None, description="Kinds, separated by commas; by default all."
    )


@router.get("/sessions/{session_id}/events")
def list_events(
    session_id: PathId, query: Annotated[EventsQuery, Query()], store: StoreParameter
) -> ItemPage[Event]:
    """List the events of a session."""
    require_session(store, session_id)
    listing = f"events {query.kind or ''}"
    kinds = None if query.kind is None else cast("list[EventKind]", query.kind.split(","))
    after = read_cursor(query.cursor, listing, int, str)
    page = store.events(session_id, kinds=kinds, after=after, limit=query.limit)
    return ItemPage(
        items=[Event.model_validate(row) for row in page.rows],
        next_cursor=write_cursor(page.next, listing),
    )


class LogsQuery(PageQuery):
    """The span or trace whose log records to list."""

    span_id: str | None = Field(
        None, pattern="^[0-9a-fA-F]{16}$", description="Only those of this span."
    )
    trace_id: str | None = Field(
        None, pattern="^[0-9a-fA-F]{32}$", description="Only those of this trace."
    )


@router.get("/sessions/{session_id}/logs")
def list_logs(
    session_id: PathId, query: Annotated[LogsQuery, Query()], store: StoreParameter
) -> ItemPage[LogRecord]:
    """List the log records of a session, or of one of its spans."""
    require_session(store, session_id)
    span_id, trace_id = (each and each.lower() for each in (query.span_id, query.trace_id))
    listing = " ".join(["logs", *filter(None, (span_id, trace_id))])
    after = read_cursor(query.cursor, listing, int, int)
    page = store.logs(
        session_id, span_id=span_id, trace_id=trace_id, after=after, limit=query.limit
    )
    return ItemPage(
        items=[_log_record(row) for row in page.rows],
        next_cursor=write_cursor(page.next, listing),
    )


def _log_record(record: StoredLogRecord) -> LogRecord:
    return LogRecord(
        time_unix_nano=record.time_unix_nano,
        observed_time_unix_nano=record.observed_time_unix_nano,
        severity_number=record.severity_number,
        severity_text=record.severity_text,
        event_name=record.event_name,
        body=record.body,
        attributes=dict(record.attributes),
        trace_id=record.trace_id or None,
        span_id=record.span_id or None,
        service=record.resource.service,
    )
