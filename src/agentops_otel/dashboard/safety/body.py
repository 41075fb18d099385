"""Bounds the body of a request, whether or not it says how large it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agentops_otel.dashboard.problem import OTLP_PATHS

MAX_BYTES: Final = 2**20

# These read a stream, with bounds of their own.
_UNBOUNDED: Final = (OTLP_PATHS, "/api/v1/import")


@dataclass(frozen=True)
class BoundedBody:
    """ASGI middleware that answers 413 when a body is longer than 1 MiB."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that ends in an error once it is too long."""
        if scope["type"] != "http" or scope["path"].startswith(_UNBOUNDED):
            await self.app(scope, receive, send)
            return
        length = 0

        async def receive_within() -> Message:
            nonlocal length
            message = await receive()
            length += len(message.get("body", b""))
            if length > MAX_BYTES:
                raise HTTPException(413, f"a body has at most {MAX_BYTES} bytes here")
            return message

        await self.app(scope, receive_within, send)
