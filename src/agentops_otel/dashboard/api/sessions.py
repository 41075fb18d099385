"""`/sessions`: the list of sessions and the summary of one."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query
from pydantic import Field

from agentops_otel.dashboard.api.cursor import read_cursor, write_cursor
from agentops_otel.dashboard.api.parameters import (
    FilterQuery,
    NoQuery,
    PageQuery,
    PathId,
    StoreParameter,
    require_session,
)
from agentops_otel.dashboard.api.wire import Body, ItemPage, UnixNano
from agentops_otel.dashboard.model import Count, Cursor, SessionState, SessionSummary
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.interface import Store
from agentops_otel.dashboard.store.questions import SortField, SortOrder

router = APIRouter(tags=["sessions"])

_VALUE_TYPES: Final[dict[SortField, type[int | float | str]]] = {
    "start": int,
    "duration": int,
    "cost": float,
    "tokens": int,
    "errors": int,
    "name": str,
}


class Session(Body):
    """The summary of a session. Null if unknown."""

    id: str
    name: str
    state: SessionState
    reason: str | None
    tags: list[str]
    start_time_unix_nano: UnixNano
    end_time_unix_nano: UnixNano | None = Field(description="Null while the session is open.")
    duration_ns: int = Field(description="For an open session so far.")
    span_count: int
    event_count: int = Field(description="Spans other than session spans, and span events.")
    error_count: int = Field(description="Events with status error.")
    llm_call_count: int
    tool_call_count: int
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    cost_usd: float | None
    models: list[str]
    services: list[str]
    user_id: str | None
    parent_id: str | None
    first_user_text: str | None = Field(
        description="What the user first says to a model, at most 300 characters."
    )
    lost_span_count: int | None = Field(
        description="Spans of its processes that are known to be lost."
    )


class Loss(Body):
    """What became of the spans of the processes that sent heartbeats for a session, summed up.

    A process counts all spans that ended in it, whatever session they belong to. Null if unknown.
    """

    process_count: int
    ended: int | None = Field(description="Spans that had ended at the processes' last heartbeats.")
    exported: int | None = Field(description="Spans that a receiver accepted.")
    failed: int | None = Field(description="Spans that were rejected or could not be sent.")
    dropped: int | None = Field(description="Spans for which the process had no room.")
    lost: int | None = Field(description="`failed` and `dropped`.")
    arrived: int = Field(description="Spans of these processes that have arrived.")


class SessionDetails(Session):
    """The summary of a session, its traces, and how many spans were lost on the way."""

    trace_ids: list[str] = Field(description="In the order of their first start.")
    loss: Loss | None = Field(
        description="Null if there was no heartbeat, of which one comes every 15 s."
    )


class SessionPage(ItemPage[Session]):
    """A page of the list, and how many sessions match the filter in total."""

    total: int
    total_is_capped: bool = Field(description="Whether there are more than `total`.")


class SessionsQuery(FilterQuery, PageQuery):
    """Which sessions to list, and in which order."""

    sort: SortField = "start"
    order: SortOrder = "desc"
    after: str | None = Field(
        None, max_length=1024, description="Id of a session: the list begins right after it."
    )


@router.get("/sessions")
def list_sessions(query: Annotated[SessionsQuery, Query()], store: StoreParameter) -> SessionPage:
    """List the sessions that match a filter, page by page."""
    where = parse_filter(query.q)
    listing = f"sessions {query.sort} {query.order}"
    after = _begin(query, listing, store)
    page = store.sessions(
        where,
        sort=query.sort,
        order=query.order,
        after=after,
        limit=query.limit,
    )
    is_all = after is None and page.next is None
    count = Count(len(page.rows)) if is_all else store.count(where)
    return SessionPage(
        items=[Session.model_validate(row) for row in page.rows],
        next_cursor=write_cursor(page.next, listing),
        total=count.value,
        total_is_capped=count.is_capped,
    )


def _begin(query: SessionsQuery, listing: str, store: Store) -> Cursor | None:
    if query.after is None:
        return read_cursor(query.cursor, listing, _VALUE_TYPES[query.sort], str)
    if query.cursor is not None:
        raise HTTPException(400, "query 'after': a cursor says already where to begin")
    session = require_session(store, query.after)
    return Cursor(_place(session, query.sort), session.id)


def _place(session: SessionSummary, sort: SortField) -> int | float | str:
    """Return the value that a session is sorted by; unknown values sort below 0."""
    tokens = [n for n in (session.input_tokens, session.output_tokens) if n is not None]
    places: dict[SortField, int | float | str] = {
        "start": session.start_time_unix_nano,
        "duration": session.duration_ns,
        "cost": -1 if session.cost_usd is None else session.cost_usd,
        "tokens": sum(tokens) if tokens else -1,
        "errors": session.error_count,
        "name": session.name,
    }
    return places[sort]


@router.get("/sessions/{session_id}")
def get_session(
    session_id: PathId, _query: Annotated[NoQuery, Query()], store: StoreParameter
) -> SessionDetails:
    """Return the summary of one session."""
    summary = Session.model_validate(require_session(store, session_id))
    loss = store.loss(session_id)
    return SessionDetails(
        **dict(summary),
        trace_ids=list(store.traces(session_id)),
        loss=None if loss is None else Loss.model_validate(loss),
    )
