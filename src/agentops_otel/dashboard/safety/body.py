"""Bounds the body of a request: its length, whether or not it says it, and its time."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agentops_otel.dashboard.problem import OTLP_PATHS

MAX_BYTES: Final = 2**20

# Until it is there, a body keeps one of the few places for those who ask.
MAX_SECONDS: Final = 30.0

# These read a stream, with bounds of their own.
_UNBOUNDED: Final = (OTLP_PATHS, "/api/v1/import")


@dataclass(frozen=True)
class BoundedBody:
    """ASGI middleware that answers 413 to a body over 1 MiB, 408 to one that takes too long.

    Attributes:
        app: What answers.
        max_seconds: How long a body may take.
    """

    app: ASGIApp
    max_seconds: float = MAX_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that ends in an error once it is too long."""
        if scope["type"] != "http" or scope["path"].startswith(_UNBOUNDED):
            await self.app(scope, receive, send)
            return
        length, is_whole = 0, False
        deadline = time.monotonic() + self.max_seconds

        async def receive_within() -> Message:
            nonlocal length, is_whole
            if is_whole:
                return await receive()  # What comes now is the client's leaving.
            try:
                message = await asyncio.wait_for(receive(), deadline - time.monotonic())
            except asyncio.TimeoutError:
                detail = f"a body has {self.max_seconds:g} seconds here"
                raise HTTPException(408, detail) from None
            is_whole = not message.get("more_body", False)
            length += len(message.get("body", b""))
            if length > MAX_BYTES:
                raise HTTPException(413, f"a body has at most {MAX_BYTES} bytes here")
            return message

        await self.app(scope, receive_within, send)
