"""Bounds how many requests are answered at a time."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from agentops_otel.dashboard.problem import problem

# Each holds a connection, and up to 64 KiB of its body that nobody has asked for.
MOST_REQUESTS: Final = 512


class BoundedCrowd:
    """ASGI middleware that answers 503 while too many requests have no answer yet."""

    def __init__(self, app: ASGIApp, most: int = MOST_REQUESTS) -> None:
        self._app = app
        self._most = most
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or ask its client to come back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._now >= self._most:
            answer = problem(
                503, f"{self._most} requests are being answered", headers={"Retry-After": "1"}
            )
            await answer(scope, receive, send)
            return
        self._now += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._now -= 1
