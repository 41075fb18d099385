"""Flush when an ASGI server shuts down: uvicorn exits by a signal, so `atexit` never runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from agentops_otel.sdk.setup import flush

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_TIMEOUT: Final = 5.0
_STARTED: Final = "lifespan.startup.complete"
_OVER: Final = frozenset(
    {"lifespan.startup.failed", "lifespan.shutdown.complete", "lifespan.shutdown.failed"}
)


class SessionLifespan:
    """Wraps an ASGI application so that its spans are sent before the server exits.

    ::

        app = SessionLifespan(app)

    The application's own lifespan runs as before. An application without one gets one that only
    flushes.

    Args:
        app: The application.
        timeout: Seconds that the flush may take.
    """

    def __init__(self, app: ASGIApp, timeout: float = _TIMEOUT) -> None:
        self.app = app
        self._timeout = timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a connection; on the lifespan connection, flush at the end."""
        if scope["type"] == "lifespan":
            await _Lifespan(receive, send, self._timeout).run(self.app, scope)
        else:
            await self.app(scope, receive, send)


class _Lifespan:
    """One run of the lifespan protocol: https://asgi.readthedocs.io/en/latest/specs/lifespan.html."""

    def __init__(self, receive: Receive, send: Send, timeout: float) -> None:
        self._receive = receive
        self._send = send
        self._timeout = timeout
        self._has_received = False
        self._has_started = False
        self._is_over = False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self.receive, self.send)
        except Exception:
            if self._has_received or self._has_started or self._is_over:
                await self._flush()
                raise
            # Raising before it receives anything is how an application declines the lifespan.
        if not self._is_over:
            await self._stand_in()

    async def receive(self) -> Message:
        message = await self._receive()
        self._has_received = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == _STARTED:
            self._has_started = True
        elif message["type"] in _OVER:
            self._is_over = True
            await self._flush()
        await self._send(message)

    async def _stand_in(self) -> None:
        """Complete the protocol for an application that does not."""
        if not self._has_started:
            if not self._has_received:
                await self._receive()
            await self._send({"type": _STARTED})
        await self._receive()
        await self._flush()
        await self._send({"type": "lifespan.shutdown.complete"})

    async def _flush(self) -> None:
        """Flush on another thread; under an event loop other than asyncio's, on this one."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            flush(self._timeout)
        else:
            await asyncio.to_thread(flush, self._timeout)
