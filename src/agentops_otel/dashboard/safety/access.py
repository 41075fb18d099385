"""Requires a key if the server can be reached from other machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from agentops_otel.dashboard.http.problem import OTLP_PATHS, problem
from agentops_otel.dashboard.http.threads import run_for_sender
from agentops_otel.dashboard.safety.keys import Key, KeyRing, may
from agentops_otel.dashboard.safety.login import COOKIE, PATH, Login
from agentops_otel.dashboard.safety.roles import Role

_OPEN_PATHS: Final = ("/healthz", "/readyz", "/logout", PATH)


def role_for(method: str, path: str) -> Role | None:
    """Return the role that a request requires; None if it is open to everybody."""
    if path in _OPEN_PATHS or path.startswith("/assets/"):
        return None
    if path.startswith(OTLP_PATHS):
        return "ingest"
    reads = method in ("GET", "HEAD") or (method == "PUT" and path == "/api/v1/views")
    return "read" if reads else "admin"


def role_of(request: Request) -> Role | None:
    """Return the role of the request's key; None if no key is needed."""
    role: Role | None = request.scope.get("agentops_otel.role")
    return role


@dataclass(frozen=True)
class KeyRequired:
    """ASGI middleware that requires a key, or a login, with the right role."""

    app: ASGIApp
    keys: KeyRing
    login: Login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, redirect to the login page, or answer 401 or 403."""
        if scope["type"] != "http" or (role := role_for(scope["method"], scope["path"])) is None:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        run = run_for_sender if role == "ingest" else run_in_threadpool
        key = await run(self._key_of, headers)
        if key is not None and may(key, role):
            await self.app({**scope, "agentops_otel.role": key.role}, receive, send)
        elif key is not None:
            answer = problem(403, f"this takes a key with the role {role}, not {key.role}")
            await answer(scope, receive, send)
        elif role != "ingest" and "text/html" in headers.get("accept", ""):
            to = quote(_address(scope), safe="")
            await RedirectResponse(f"{PATH}?next={to}", status_code=303)(scope, receive, send)
        else:
            answer = problem(
                401,
                f"this takes a key with the role {role}: Authorization: Bearer KEY",
                headers={"WWW-Authenticate": "Bearer"},
            )
            await answer(scope, receive, send)

    def _key_of(self, headers: Headers) -> Key | None:
        if (authorization := headers.get("authorization")) is not None:
            return self.keys.of_authorization(authorization)
        cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        id_ = None if cookie is None else self.login.key_id(cookie)
        return None if id_ is None else self.keys.of_id(id_)


def _address(scope: Scope) -> bytes:
    """Return path and query of a request as they were sent."""
    path: str = scope["path"]
    query: bytes = scope["query_string"]
    return path.encode() + (b"?" + query if query else b"")
