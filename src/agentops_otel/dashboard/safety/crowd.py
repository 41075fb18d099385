"""Limits how many requests are in progress at once."""

from __future__ import annotations

from collections import Counter
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from agentops_otel.dashboard.http.problem import OTLP_PATHS, problem
from agentops_otel.dashboard.safety.login import PATH as LOGIN_PATH

# Monitors query these paths, and restart a server that does not answer.
_ALWAYS: Final = ("/healthz", "/readyz")

# Each request holds a connection, and up to 64 KiB of a body that nothing has read yet. Telemetry
# and queries are counted separately, so that slow senders do not lock readers out. So are logins,
# whose bodies are read from anybody.
MOST_SENT: Final = 512
MOST_ASKED: Final = 128
MOST_LOGINS: Final = 16


class BoundedCrowd:
    """ASGI middleware that answers 503 while too many requests are in progress."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._now = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or ask its client to retry."""
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
    """Return the group that a request is counted in, and the limit of that group."""
    if path.startswith(OTLP_PATHS):
        return "sent", MOST_SENT
    return ("logins", MOST_LOGINS) if path == LOGIN_PATH else ("asked", MOST_ASKED)
