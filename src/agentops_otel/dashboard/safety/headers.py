"""Response headers that restrict what a page may load, run, leak and cache."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}';"
    " img-src 'self' data: blob:; connect-src 'self'; base-uri 'self'; form-action {forms};"
    " frame-ancestors 'none'"
)


def nonce_of(request: Request) -> str:
    """Return the nonce for inline styles in the response to this request."""
    nonce: str = request.scope["agentops_otel.nonce"]
    return nonce


@dataclass(frozen=True)
class SafetyHeaders:
    """ASGI middleware that adds a strict content security policy, with a fresh nonce each time.

    Attributes:
        app: The app whose responses get the headers.
        has_forms: Whether it has pages with forms that are submitted to this server.
    """

    app: ASGIApp
    has_forms: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        policy = _POLICY.format(nonce=nonce, forms="'self'" if self.has_forms else "'none'")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers.setdefault("Cache-Control", "no-store")
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
            await send(message)

        await self.app({**scope, "agentops_otel.nonce": nonce}, receive, send_with_headers)
