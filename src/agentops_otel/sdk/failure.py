"""Record on a span that its code raised."""

from __future__ import annotations

from opentelemetry.trace import Span

from agentops_otel.sdk.text import described

_MAX_MESSAGE_LENGTH = 16_384


def record_exception(span: Span, exception: BaseException) -> None:
    """Add an exception to a span as an event, even one whose own text cannot be read."""
    try:
        span.record_exception(exception)
    except Exception:  # noqa: BLE001  # A user's __str__ may raise anything.
        span.add_event(
            "exception",
            {
                "exception.type": type(exception).__qualname__,
                "exception.message": described(exception, _MAX_MESSAGE_LENGTH),
            },
        )
