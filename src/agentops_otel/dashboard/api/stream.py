"""`/stream`: which sessions changed, as server-sent events.

An event says that something changed, never what: the listener queries again. This keeps the stream
cheap, and a listener that was disconnected catches up with one event.
https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Header, HTTPException, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from agentops_otel.dashboard.api.parameters import NoQuery, StoreParameter
from agentops_otel.dashboard.store.interface import Store
from agentops_otel.dashboard.store.questions import Changes

router = APIRouter(tags=["stream"])

# A page redraws at most four times a second; a change is seen within half a second.
_SECONDS_BETWEEN_LOOKS: Final = 0.4

# Proxies close connections that are silent for a minute or less.
_SECONDS_OF_SILENCE: Final = 15.0

_BEYOND_ALL_REVISIONS: Final = 2**62

# A browser opens one per tab, and each queries the store a few times a second.
MAX_STREAMS: Final = 64


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"text/event-stream": {}},
            "description": "Events `changed`, with `session_ids` and `removed`.",
        }
    },
)
async def stream_changes(
    request: Request,
    _query: Annotated[NoQuery, Query()],
    store: StoreParameter,
    last_event_id: Annotated[int | None, Header(ge=0, le=_BEYOND_ALL_REVISIONS)] = None,
) -> StreamingResponse:
    """Stream which sessions change from now on, or since `Last-Event-ID`."""
    if request.app.state.streams >= MAX_STREAMS:
        raise HTTPException(
            503, f"there are {MAX_STREAMS} streams already", headers={"Retry-After": "5"}
        )
    since = last_event_id
    if since is None:
        since = await run_in_threadpool(_latest_revision, store)
    return StreamingResponse(
        _counted(request, _events(store, since, request.state.stopping)),
        media_type="text/event-stream",
    )


async def _counted(request: Request, events: AsyncIterator[str]) -> AsyncIterator[str]:
    request.app.state.streams += 1
    try:
        async for event in events:
            yield event
    finally:
        request.app.state.streams -= 1


async def _events(store: Store, since: int, stopping: asyncio.Event) -> AsyncIterator[str]:
    # With an id to resume from, a listener misses nothing even before the first change.
    yield f"retry: 1000\nid: {since}\n\n"
    silence = 0.0
    while not stopping.is_set():
        changes = await run_in_threadpool(store.changed, since)
        if changes.revision != since:
            # A revision lower than the listener's belongs to another database: all it has is stale.
            removed = changes.removed or changes.revision < since
            since, silence = changes.revision, 0.0
            yield _changed_event(changes, removed=removed)
        elif silence >= _SECONDS_OF_SILENCE:
            silence = 0.0
            yield ": still here\n\n"
        if changes.is_complete:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stopping.wait(), _SECONDS_BETWEEN_LOOKS)
            silence += _SECONDS_BETWEEN_LOOKS


def _changed_event(changes: Changes, *, removed: bool) -> str:
    message = {"session_ids": changes.session_ids, "removed": removed}
    return f"id: {changes.revision}\nevent: changed\ndata: {json.dumps(message)}\n\n"


def _latest_revision(store: Store) -> int:
    return store.changed(_BEYOND_ALL_REVISIONS).revision
