"""What the router sees of a request: its path as it was sent, and GET in place of HEAD."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WHOLE_URL: Final = re.compile("^https?://[^/]*", re.IGNORECASE)


@dataclass(frozen=True)
class EncodedPath:
    """ASGI middleware that gives the router the percent-encoded path.

    A server decodes the path before it is routed: of `/sessions/user%2F42` two segments are left.
    Behind this, who takes a segment decodes it (`api.parameters.PathId`). Of a whole URL, as
    programs send it to what they take for a proxy, the path is left (RFC 9112, 3.2.2).
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

    Whatever may be read may be asked about: probes and link checkers ask by HEAD, and a route that
    has GET alone would leave them to the page, which has an answer to every path.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and end the answer after its headers."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                # To the app the client is gone from here on, which ends a stream.
                await send({"type": "http.response.body", "body": b""})

        await self.app({**scope, "method": "GET"}, receive, send_headers)
