"""Limits the body of a request: its length, declared or not, and its time."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agentops_otel.dashboard.http.problem import OTLP_PATHS

MAX_BYTES: Final = 2**20

# Until it has arrived, a body occupies one of the few slots for API requests.
MAX_SECONDS: Final = 30.0

# An import may have any length, but must arrive at a minimum rate.
_STREAMED: Final = "/api/v1/import"
_BYTES_PER_SECOND: Final = 64 * 1024


@dataclass(frozen=True)
class BoundedBody:
    """ASGI middleware that answers 413 to a body over 1 MiB, 408 to one that takes too long.

    The receiver has limits of its own. An import may have any length, and may take the time it
    needs at 64 KiB per second.

    Attributes:
        app: The app to guard.
        max_seconds: How long to wait for a body.
    """

    app: ASGIApp
    max_seconds: float = MAX_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; receiving its body fails once a limit is exceeded."""
        if scope["type"] != "http" or scope["path"].startswith(OTLP_PATHS):
            await self.app(scope, receive, send)
            return
        is_streamed = scope["path"] == _STREAMED
        length, waited, is_whole = 0, 0.0, False

        async def receive_within() -> Message:
            nonlocal length, waited, is_whole
            if is_whole:
                return await receive()  # What follows is the client's disconnect.
            seconds = self.max_seconds + (length / _BYTES_PER_SECOND if is_streamed else 0)
            start = time.monotonic()
            try:
                message = await asyncio.wait_for(receive(), seconds - waited)
            except asyncio.TimeoutError:
                raise HTTPException(408, _too_slow(self.max_seconds, is_streamed)) from None
            waited += time.monotonic() - start
            is_whole = not message.get("more_body", False)
            length += len(message.get("body", b""))
            if length > MAX_BYTES and not is_streamed:
                raise HTTPException(413, f"a body has at most {MAX_BYTES} bytes here")
            return message

        await self.app(scope, receive_within, send)


def _too_slow(seconds: float, is_streamed: bool) -> str:
    if is_streamed:
        return f"the body comes at less than {_BYTES_PER_SECOND} bytes/s, after {seconds:g} seconds"
    return f"a body has {seconds:g} seconds here"
