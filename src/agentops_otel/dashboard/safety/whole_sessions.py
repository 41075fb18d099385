"""Limits how many requests that read a whole large session are in progress at once.

A session of tens of thousands of spans takes hundreds of MiB until its response is written, and a
page sends several such requests at once. They wait for one another without occupying a thread.
"""

from __future__ import annotations

import asyncio
import re
from typing import Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agentops_otel.dashboard.http.path_ids import decoded_id
from agentops_otel.dashboard.store.errors import StoreError
from agentops_otel.dashboard.store.interface import Store

MOST: Final = 2

# In spans; smaller sessions do not wait.
LARGE: Final = 2_000

# An export is sent while it is written, so a slow client may keep its turn; other exports alone
# wait for it.
_KINDS: Final = {
    "session": re.compile(
        "/api/v1/(?:compare|sessions/([^/]+)/(?:spans/[^/]+/)?(?:operations|transcript|events))"
    ),
    "export": re.compile("/api/v1/sessions/([^/]+)/export"),
}


class FewWholeSessions:
    """ASGI middleware that lets such requests take turns."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self._app = app
        self._store = store
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turns: dict[str, asyncio.Semaphore] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is its turn."""
        kind, ids = _asked(scope) if scope["type"] == "http" else ("", [])
        if not ids or not await run_in_threadpool(self._is_large, ids):
            await self._app(scope, receive, send)
            return
        turn = self._turn(kind)
        await turn.acquire()
        is_over = False

        async def send_and_give_way(message: Message) -> None:
            nonlocal is_over
            is_last = message["type"] == "http.response.body" and not message.get("more_body")
            if is_last and not is_over:
                # The response is written; however slowly its client reads, nobody waits for it.
                is_over = True
                turn.release()
            await send(message)

        try:
            await self._app(scope, receive, send_and_give_way)
        finally:
            if not is_over:
                turn.release()

    def _turn(self, kind: str) -> asyncio.Semaphore:
        # An app may run again in another event loop.
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._turns = loop, {kind: asyncio.Semaphore(MOST) for kind in _KINDS}
        return self._turns[kind]

    def _is_large(self, ids: list[str]) -> bool:
        try:
            sessions = [self._store.session(each) for each in ids]
        except StoreError:
            return False  # The endpoint will meet and report the same error.
        return any(each is not None and each.span_count > LARGE for each in sessions)


def _asked(scope: Scope) -> tuple[str, list[str]]:
    """Return the kind of a request, and the ids of the sessions it reads whole."""
    for kind, paths in _KINDS.items():
        if (found := paths.fullmatch(scope["path"])) is not None:
            compared = parse_qsl(scope["query_string"].decode("latin-1"))
            ids = [decoded_id(found[1])] if found[1] else [id_ for _, id_ in compared]
            return kind, ids
    return "", []
