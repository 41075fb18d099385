"""Refuses requests that another site's page makes a browser send.

A server on the loopback address trusts whoever can reach it, and every page in the user's browser
can. Two checks keep such pages out. The `Host` must be a loopback name, because a page may point
its own name to 127.0.0.1 (DNS rebinding). An `Origin`, if present, must be this server's own,
because a page may post to any address (cross-site request forgery).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from agentops_otel.dashboard.http.problem import problem


def is_loopback(host: str) -> bool:
    """Return whether a host name or address, without port, is a loopback one."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class OwnOriginOnly:
    """ASGI middleware that refuses foreign origins and, on loopback, foreign host names.

    Attributes:
        app: The app to guard.
        any_host: Whether any host name may be used: a server that listens beyond loopback cannot
            know all its names.
    """

    app: ASGIApp
    any_host: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 or pass the request on."""
        if scope["type"] == "http" and (refusal := self._refusal(Headers(scope=scope))):
            await problem(403, refusal)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, headers: Headers) -> str | None:
        host = headers.get("host", "")
        if host and not self.any_host and not is_loopback(_host_name(host)):
            return (
                f"this server is reached as localhost or 127.0.0.1, not as {host!r}:"
                " that name may belong to somebody else's page. Behind a proxy, start it with"
                " --require-keys"
            )
        origin = headers.get("origin")
        if origin is not None and _netloc(origin) != host.lower():
            return f"requests of pages from {origin!r} are not answered here"
        return None


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
