"""Limits how long a request waits for the store: for a time, and while its client waits.

A filter that no index covers examines every span, which takes minutes in a large store.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agentops_otel.dashboard.store.patience import Patience, current_patience

# Much longer than an answer takes that a person waits for.
MAX_SECONDS: Final = 30.0

# The others write, which is never given up halfway.
_READING: Final = ("GET", "HEAD")

# It reads one session whole, however large, for a client that wants all of it.
_EXPORT: Final = re.compile("/api/v1/sessions/[^/]+/export")

_SECONDS_BETWEEN_ENDS: Final = 0.05

_TOO_SLOW: Final = (
    "the answer takes longer than {:g} s: narrow the query, or start the dashboard with a longer"
    " --query-timeout"
)


@dataclass(frozen=True)
class BoundedWaiting:
    """ASGI middleware that makes the store give up what a request does not wait for.

    The limits apply until the response begins. If it takes too long, the client gets 503; only an
    export may take any time.

    Attributes:
        app: The app to guard; requests with GET have no body for it.
        max_seconds: How long a response may take to begin; None for any time.
    """

    app: ASGIApp
    max_seconds: float | None = MAX_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and end its patience with its time or its client's."""
        if scope["type"] != "http" or scope["method"] not in _READING:
            await self.app(scope, receive, send)
            return
        waiting = _Waiting(receive, send)
        current_patience.set(waiting.patience)
        ends = [waiting.end_with_client()]
        if self.max_seconds is not None and not _EXPORT.fullmatch(scope["path"]):
            ends.append(waiting.end_in_time(self.max_seconds))
        async with _beside(*ends):
            await self.app(scope, waiting.receive_rest, waiting.send)


class _Waiting:
    """A client that waits for the beginning of a response.

    Attributes:
        patience: Ends with its time, or when it leaves.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self.patience = Patience()
        self._receive = receive
        self._send = send
        self._has_begun = asyncio.Event()
        self._has_left = asyncio.Event()

    async def end_in_time(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._end(_TOO_SLOW.format(seconds))

    async def end_with_client(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._has_left.set()
        await self._end("the client has left")

    async def receive_rest(self) -> Message:
        """Receive what comes after the request."""
        await self._has_left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Send to the client, unless it has left."""
        self._has_begun.set()
        if not self._has_left.is_set():
            await self._send(message)

    async def _end(self, reason: str) -> None:
        while not self._has_begun.is_set():
            self.patience.end(reason)
            await asyncio.sleep(_SECONDS_BETWEEN_ENDS)


@contextlib.asynccontextmanager
async def _beside(*coroutines: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run coroutines until the block ends."""
    tasks = [asyncio.create_task(each) for each in coroutines]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
