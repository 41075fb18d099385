"""What requests bring along: the store, ids in paths, and queries that are checked whole."""

from __future__ import annotations

from typing import Annotated, TypeAlias
from urllib.parse import unquote

from fastapi import Depends, HTTPException, Path, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from agentops_otel.dashboard.model import SessionSummary
from agentops_otel.dashboard.query.parser import MAX_LENGTH
from agentops_otel.dashboard.store.interface import Store


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


StoreParameter: TypeAlias = Annotated[Store, Depends(_store)]

# Paths are matched as they were sent (`paths.EncodedPath`), so a segment is decoded here, once.
PathId: TypeAlias = Annotated[str, Path(), AfterValidator(unquote)]


class NoQuery(BaseModel):
    """No query parameters at all; any is an error."""

    model_config = ConfigDict(extra="forbid")


class FilterQuery(NoQuery):
    """Which sessions."""

    q: str = Field("", max_length=MAX_LENGTH, description="A filter; empty for everything.")


class PageQuery(NoQuery):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=500, description="How many items at most.")
    cursor: str | None = Field(None, max_length=4096, description="`next_cursor` of a page.")


def require_session(store: Store, session_id: str) -> SessionSummary:
    """Give a session.

    Raises:
        HTTPException: 404: there is none of this id.
    """
    session = store.session(session_id)
    if session is None:
        raise unknown("session of this id")
    return session


def unknown(what: str) -> HTTPException:
    """Say that there is no such thing here."""
    return HTTPException(404, f"there is no {what}")
