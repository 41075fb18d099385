"""The server's own spans: one for each API request.

Receiving telemetry creates no span. Otherwise a server that sends to itself, or two that send to
each other, would never stop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agentops_otel.dashboard.internal_telemetry.methods import KNOWN_METHODS
from agentops_otel.semconv import ERROR_TYPE

_PREFIX: Final = "/api/v1"
_TRACED: Final = f"{_PREFIX}/"
# An import is received telemetry too, and a stream never ends by itself.
_NOT_TRACED: Final = ("/api/v1/import", "/api/v1/stream")

# https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
_METHOD: Final = "http.request.method"
_ROUTE: Final = "http.route"
_STATUS: Final = "http.response.status_code"
_PATH: Final = "url.path"
_QUERY: Final = "url.query"
_SCHEME: Final = "url.scheme"
_OTHER_METHOD: Final = "_OTHER"
_NAME_OF_OTHER: Final = "HTTP"
_SERVER_ERROR: Final = 500


@dataclass(frozen=True)
class TracedRequests:
    """ASGI middleware that creates a span for each API request.

    It must wrap the app directly, since the app writes the route into the scope of the request.
    """

    app: ASGIApp
    tracer: Tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the app."""
        if scope["type"] != "http" or not _is_traced(scope["path"]):
            await self.app(scope, receive, send)
            return
        with self.tracer.start_as_current_span(
            _name(scope), _caller(scope), SpanKind.SERVER, attributes=_attributes(scope)
        ) as span:

            async def send_and_tell(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _tell_answer(span, message["status"])
                await send(message)

            await self.app(scope, receive, send_and_tell)
            _tell_route(span, scope)


def _is_traced(path: str) -> bool:
    return path.startswith(_TRACED) and not path.startswith(_NOT_TRACED)


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in KNOWN_METHODS else _OTHER_METHOD


def _name(scope: Scope) -> str:
    """Return the name of a span until its route is known."""
    return scope["method"] if scope["method"] in KNOWN_METHODS else _NAME_OF_OTHER


def _caller(scope: Scope) -> Context:
    """Return the context that the caller sent, so that its span becomes the parent."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return TraceContextTextMapPropagator().extract(headers, Context())


def _attributes(scope: Scope) -> Mapping[str, str]:
    query = scope["query_string"].decode("latin-1")
    return {
        _METHOD: _method(scope),
        _SCHEME: scope["scheme"],
        _PATH: scope["path"],
        **({_QUERY: query} if query else {}),
    }


def _tell_answer(span: Span, status: int) -> None:
    span.set_attribute(_STATUS, status)
    if status >= _SERVER_ERROR:
        span.set_attribute(ERROR_TYPE, str(status))
        span.set_status(StatusCode.ERROR)


def _tell_route(span: Span, scope: Scope) -> None:
    """Name a span after its route, if the app has found one."""
    route = getattr(scope.get("route"), "path_format", None)
    if route is not None:
        # FastAPI versions differ in whether a route includes the prefix of its router.
        route = f"{_PREFIX}{route.removeprefix(_PREFIX)}"
        span.set_attribute(_ROUTE, route)
        span.update_name(f"{_name(scope)} {route}")
