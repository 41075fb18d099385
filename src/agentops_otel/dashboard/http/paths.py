"""Middleware for the router: paths as they were sent, and GET in place of HEAD."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WHOLE_URL: Final = re.compile("^https?://[^/]*", re.IGNORECASE)


@dataclass(frozen=True)
class EncodedPath:
    """ASGI middleware that gives the router the percent-encoded path.

    Servers decode the path before routing, which would split `/sessions/user%2F42` into three
    segments instead of two. Behind this middleware, each handler decodes its own segments
    (`api.parameters.PathId`). If the target is a whole URL, as clients send it to what they take
    for a proxy, only its path is kept (RFC 9112, section 3.2.2).
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the path as it was sent."""
        if scope["type"] == "http" and (raw := scope.get("raw_path")):
            scope = {**scope, "path": _WHOLE_URL.sub("", raw.decode("latin-1")) or "/"}
        await self.app(scope, receive, send)


@dataclass(frozen=True)
class HeadAsGet:
    """ASGI middleware that answers HEAD as GET, without the body.

    Whatever can be read with GET can be asked about with HEAD, as probes and link checkers do. A
    route for GET alone would leave HEAD to the page, which answers every path.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and end the response after its headers."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                # The app sees the client disconnect here, which ends a stream.
                await send({"type": "http.response.body", "body": b""})

        await self.app({**scope, "method": "GET"}, receive, send_headers)
