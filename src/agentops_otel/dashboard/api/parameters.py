"""Parameters of requests: the store, ids in paths, and queries that accept no unknown names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, TypeAlias

from fastapi import Depends, HTTPException, Path, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from agentops_otel.dashboard.http.path_ids import decoded_id
from agentops_otel.dashboard.model import SessionSummary, StoredSpan
from agentops_otel.dashboard.query.parser import MAX_LENGTH
from agentops_otel.dashboard.store.interface import Store


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


StoreParameter: TypeAlias = Annotated[Store, Depends(_store)]

# Paths are routed as they were sent (`paths.EncodedPath`), so a segment is decoded here, once.
PathId: TypeAlias = Annotated[str, Path(), AfterValidator(decoded_id)]


async def refuse_repeated(request: Request) -> None:
    """Refuse a query that repeats a parameter, since one of the values would be ignored.

    Raises:
        HTTPException: 400: a parameter is repeated.
    """
    names = Counter(name for name, _ in request.query_params.multi_items())
    if repeated := [name for name, times in names.items() if times > 1]:
        raise HTTPException(400, f"there is more than one parameter {repeated[0]!r}")


class NoQuery(BaseModel):
    """No query parameters; any is an error."""

    model_config = ConfigDict(extra="forbid")


class FilterQuery(NoQuery):
    """The filter that selects sessions."""

    q: str = Field("", max_length=MAX_LENGTH, description="A filter; empty for everything.")


class CursorQuery(NoQuery):
    """The place in a list to continue from."""

    cursor: str | None = Field(None, max_length=4096, description="`next_cursor` of a page.")


class PageQuery(CursorQuery):
    """The part of a list to return."""

    limit: int = Field(50, ge=1, le=500, description="How many items at most.")


def comma_list_of(known: Sequence[str]) -> AfterValidator:
    """Return a validator of a comma-separated list, each item of which must be known."""

    def check(text: str | None) -> str | None:
        for item in () if text is None else text.split(","):
            if item not in known:
                raise ValueError(f"{item!r} is not one of {', '.join(known)}")
        return text

    return AfterValidator(check)


class SpanQuery(NoQuery):
    """The trace of a span, for spans that share an id."""

    trace_id: str | None = Field(None, pattern="^[0-9a-fA-F]{32}$")


def require_session(
    store: Store, session_id: str, called: str = "session of this id"
) -> SessionSummary:
    """Return the summary of a session.

    Args:
        store: Where to look.
        session_id: Id of the session.
        called: What the error calls it.

    Raises:
        HTTPException: 404: there is no session with this id.
    """
    session = store.session(session_id)
    if session is None:
        raise unknown(called)
    return session


def require_span(store: Store, session_id: str, span_id: str, query: SpanQuery) -> StoredSpan:
    """Return one complete span of a session.

    Raises:
        HTTPException: 404: there is no span with this id.
    """
    trace_id = query.trace_id.lower() if query.trace_id else None
    stored = store.span(session_id, span_id.lower(), trace_id=trace_id)
    if stored is None:
        raise unknown("span of this id in this session")
    return stored


def unknown(what: str) -> HTTPException:
    """Return the error 404 for something that does not exist."""
    return HTTPException(404, f"there is no {what}")
