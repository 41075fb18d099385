"""Bounds how many requests are answered at a time."""

from __future__ import annotations

from collections import Counter
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from agentops_otel.dashboard.problem import OTLP_PATHS, problem
from agentops_otel.dashboard.safety.login import PATH as LOGIN_PATH

# Whoever watches over the server asks these, and restarts one that does not answer.
_ALWAYS: Final = ("/healthz", "/readyz")

# Each holds a connection, and up to 64 KiB of its body that nobody has asked for. Those that send
# telemetry and those that ask are counted apart: slow senders keep nobody from looking. So are
# logins, whose bodies are read from anybody.
MOST_SENT: Final = 512
MOST_ASKED: Final = 128
MOST_LOGINS: Final = 16


class BoundedCrowd:
    """ASGI middleware that answers 503 while too many requests have no answer yet."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._now = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or ask its client to come back."""
        if scope["type"] != "http" or scope["path"] in _ALWAYS:
            await self._app(scope, receive, send)
            return
        crowd, most = _crowd(scope["path"])
        if self._now[crowd] >= most:
            why = f"{most} requests like it are being answered"
            await problem(503, why, headers={"Retry-After": "1"})(scope, receive, send)
            return
        self._now[crowd] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._now[crowd] -= 1


def _crowd(path: str) -> tuple[str, int]:
    """Name those that a request is counted with, and how many of them there may be."""
    if path.startswith(OTLP_PATHS):
        return "sent", MOST_SENT
    return ("logins", MOST_LOGINS) if path == LOGIN_PATH else ("asked", MOST_ASKED)
