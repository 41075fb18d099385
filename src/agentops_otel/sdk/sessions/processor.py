"""Assign every span to its session: find the session, stamp the span, note the span's end.

A span processor sees every span of its provider, whoever creates it, on the caller's thread. So it
must not raise, and must cost no more than a fraction of creating the span.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from opentelemetry.context import Context, get_current
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.trace import SpanKind, get_current_span

from agentops_otel.sdk.host.guard import guarded, swallow, warn_once
from agentops_otel.sdk.sessions import open_spans, runtime
from agentops_otel.sdk.sessions.belonging import membership_in
from agentops_otel.sdk.sessions.ended import happening
from agentops_otel.sdk.sessions.stamping import has_lost

# On every HTTP server span, in the stable and in the older conventions:
# https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
_REQUEST_TARGETS: Final = frozenset({"url.path", "http.target"})


class SessionSpanProcessor(SpanProcessor):
    """Stamps every span of a provider with the session that it belongs to.

    Args:
        on_shutdown: Called before the provider shuts down, while spans can still end.

    Attributes:
        is_retired: Whether another processor has taken its place, and handles new spans.
    """

    def __init__(self, on_shutdown: Callable[[], None]) -> None:
        self._on_shutdown = on_shutdown
        self.is_retired = False

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Stamp a span with the session of its parent context or parent span."""
        if self.is_retired:
            return
        try:
            context = get_current() if parent_context is None else parent_context
            membership = membership_in(context)
            open_spans.add(span, membership)
            if membership and membership.is_automatic:
                _warn_of_server(span, context)
        except Exception as fault:  # noqa: BLE001  # Like `guarded`, at a fraction of the cost.
            swallow("stamping a span", fault)

    def _on_ending(self, span: Span) -> None:
        """Restore what the span's attribute limit has pushed out."""
        try:
            if has_lost(span):
                open_spans.complete(span)
        except Exception as fault:  # noqa: BLE001  # Like `guarded`, at a fraction of the cost.
            swallow("completing a span", fault)

    def on_end(self, span: ReadableSpan) -> None:
        """Add the span to its session's trail."""
        try:
            membership = open_spans.remove(span)
            if membership is None or membership.trail is None:
                return
            what = happening(span)
            if what[1] != "session":
                membership.trail.add(what)
        except Exception as fault:  # noqa: BLE001  # Like `guarded`, at a fraction of the cost.
            swallow("noting a span", fault)

    def shutdown(self) -> None:
        """End the open sessions, so that they are exported too."""
        if self.is_retired:
            return
        with guarded("shutting down"):
            self._on_shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:  # noqa: ARG002
        """Return True: nothing is buffered here."""
        return True


def _warn_of_server(span: Span, context: Context) -> None:
    automatic = runtime.automatic()
    if (
        automatic is not None
        and get_current_span(context) is automatic.span
        and _answers_a_request(span)
    ):
        warn_once(
            "server in the automatic session",
            "Requests are answered inside the automatic session, which makes all of them one "
            "trace; call init(auto_start_session=False) and start a session for each",
        )


def _answers_a_request(span: Span) -> bool:
    """Return whether a span is a server's.

    OpenTelemetry's web server instrumentations make it INTERNAL if another span is current.
    """
    if span.kind is SpanKind.INTERNAL:
        return span.attributes is not None and not _REQUEST_TARGETS.isdisjoint(span.attributes)
    return span.kind is SpanKind.SERVER
