"""`/sessions/{id}/find`: search inside one session."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from agentops_otel.dashboard.api.parameters import (
    FilterQuery,
    PathId,
    StoreParameter,
    require_session,
)
from agentops_otel.dashboard.api.wire import Body, UnixNano
from agentops_otel.dashboard.model import OperationKind, StatusCode
from agentops_otel.dashboard.query.fields import Grain
from agentops_otel.dashboard.query.parser import parse_filter

router = APIRouter(tags=["spans"])

MAX_FOUND = 1000


class FoundSpan(Body):
    """A span that matches the filter."""

    trace_id: str
    span_id: str
    name: str
    kind: OperationKind
    start_time_unix_nano: UnixNano
    duration_ns: int
    status: StatusCode


class FoundSpans(Body):
    """The spans found, by start; if `is_capped`, more spans match than are listed."""

    items: list[FoundSpan]
    next_cursor: None = None
    is_capped: bool


class FindQuery(FilterQuery):
    """A filter over the fields of single spans."""

    limit: int = Field(MAX_FOUND, ge=1, le=MAX_FOUND, description="How many spans at most.")


@router.get("/sessions/{session_id}/find")
def find_spans(
    session_id: PathId, query: Annotated[FindQuery, Query()], store: StoreParameter
) -> FoundSpans:
    """Find the spans of a session by words or by a filter: `refund`, `kind:tool status:error`."""
    where = parse_filter(query.q, grain=Grain.SPAN)
    require_session(store, session_id)
    found = store.find(session_id, where, limit=query.limit + 1)
    return FoundSpans(
        items=[FoundSpan.model_validate(span) for span in found[: query.limit]],
        is_capped=len(found) > query.limit,
    )
