"""Bounds how many questions for which a whole large session is read are answered at a time.

A session of tens of thousands of spans takes hundreds of MiB until its answer is written, and a
page asks for several of these at once. They wait for one another, and keep no thread meanwhile.
"""

from __future__ import annotations

import asyncio
import re
from typing import Final
from urllib.parse import parse_qsl, unquote

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agentops_otel.dashboard.store.errors import StoreError
from agentops_otel.dashboard.store.interface import Store

MOST: Final = 2

# Spans; what is smaller waits for nobody.
LARGE: Final = 2_000

# An export is sent as it is written, so that a slow client may keep its turn: from exports alone.
_KINDS: Final = {
    "session": re.compile(
        "/api/v1/(?:compare|sessions/([^/]+)/(?:spans/[^/]+/)?(?:operations|transcript|events))"
    ),
    "export": re.compile("/api/v1/sessions/([^/]+)/export"),
}


class FewWholeSessions:
    """ASGI middleware in which such requests have turns."""

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
                # The answer is written; how fast its client reads keeps nobody waiting.
                is_over = True
                turn.release()
            await send(message)

        try:
            await self._app(scope, receive, send_and_give_way)
        finally:
            if not is_over:
                turn.release()

    def _turn(self, kind: str) -> asyncio.Semaphore:
        # An app may be run again, in another loop.
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._turns = loop, {kind: asyncio.Semaphore(MOST) for kind in _KINDS}
        return self._turns[kind]

    def _is_large(self, ids: list[str]) -> bool:
        try:
            sessions = [self._store.session(each) for each in ids]
        except StoreError:
            return False  # Who answers has the same trouble, and tells it.
        return any(each is not None and each.span_count > LARGE for each in sessions)


def _asked(scope: Scope) -> tuple[str, list[str]]:
    """Tell the kind of a request, and which sessions it reads whole."""
    for kind, paths in _KINDS.items():
        if (found := paths.fullmatch(scope["path"])) is not None:
            compared = parse_qsl(scope["query_string"].decode("latin-1"))
            ids = [unquote(found[1])] if found[1] else [id_ for _, id_ in compared]
            return kind, ids
    return "", []
