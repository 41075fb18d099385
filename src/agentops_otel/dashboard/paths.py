"""Routing by the path as it was sent, so that an id with a slash is still one segment."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True)
class EncodedPath:
    """ASGI middleware that gives the router the percent-encoded path.

    A server decodes the path before it is routed: of `/sessions/user%2F42` two segments are left.
    Behind this, who takes a segment decodes it (`api.parameters.PathId`).
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the path as it was sent."""
        if scope["type"] == "http" and (raw := scope.get("raw_path")):
            scope = {**scope, "path": raw.decode("latin-1")}
        await self.app(scope, receive, send)
