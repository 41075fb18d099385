"""`/sessions/{id}/failures`: what failed, and why."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field

from agentops_otel.dashboard.api.cursor import read_cursor, write_cursor
from agentops_otel.dashboard.api.parameters import (
    PageQuery,
    PathId,
    StoreParameter,
    require_session,
)
from agentops_otel.dashboard.api.wire import Body, ItemPage, UnixNano
from agentops_otel.dashboard.model import AttributeValue, OperationKind, Span, StoredSpan
from agentops_otel.dashboard.model.error_names import EXCEPTION, EXCEPTION_TYPE, error_name
from agentops_otel.semconv import ERROR_TYPE

router = APIRouter(tags=["spans"])

_MOST_CHARACTERS: Final = 1_000


class Failure(Body):
    """A span with status error, and why it failed. Null if the telemetry does not say."""

    trace_id: str
    span_id: str
    name: str
    kind: OperationKind
    end_time_unix_nano: UnixNano
    error_type: str | None = Field(
        description="Of its last exception, or its `error.type`: a name by which `error:` finds it."
    )
    message: str | None = Field(
        description="Of its last exception, or of its status; at most 1,000 characters of it."
    )


@router.get("/sessions/{session_id}/failures")
def list_failures(
    session_id: PathId, query: Annotated[PageQuery, Query()], store: StoreParameter
) -> ItemPage[Failure]:
    """List the failed spans of a session, in the order in which they ended."""
    require_session(store, session_id)
    after = read_cursor(query.cursor, "failures", int, str)
    page = store.failures(session_id, after=after, limit=query.limit)
    return ItemPage(
        items=[_failure(stored) for stored in page.rows],
        next_cursor=write_cursor(page.next, "failures"),
    )


def _failure(stored: StoredSpan) -> Failure:
    span = stored.span
    error_type, message = _why(span)
    return Failure(
        trace_id=span.trace_id,
        span_id=span.span_id,
        name=span.name,
        kind=stored.kind,
        end_time_unix_nano=span.end_time_unix_nano,
        error_type=error_type,
        message=message,
    )


def _why(span: Span) -> tuple[str | None, str | None]:
    """Return type and message of a span's last exception, or else its `error.type` and status."""
    exceptions = [event.attributes for event in span.events if event.name == EXCEPTION]
    last = exceptions[-1] if exceptions else {}
    error_type = error_name(last.get(EXCEPTION_TYPE)) or error_name(span.attributes.get(ERROR_TYPE))
    return error_type, _text(last.get("exception.message")) or _text(span.status_message)


def _text(value: AttributeValue) -> str | None:
    return str(value)[:_MOST_CHARACTERS] if value not in (None, "") else None
