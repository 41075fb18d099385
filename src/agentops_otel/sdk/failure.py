"""Record on a span that its code raised."""

from __future__ import annotations

from typing import Final

from opentelemetry.trace import Span

from agentops_otel.sdk.text import message_of

_MAX_MESSAGE_LENGTH: Final = 16_384

# https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
_EVENT: Final = "exception"
_TYPE: Final = "exception.type"
_MESSAGE: Final = "exception.message"


def record_exception(span: Span, exception: BaseException) -> None:
    """Add an exception to a span as an event, once, even one whose own text cannot be read."""
    try:
        message = str(exception)
        message.encode()
        if not _is_recorded(span, exception, message):
            span.record_exception(exception)
    except Exception:  # noqa: BLE001  # A user's __str__ may raise, or give what cannot be sent.
        message = message_of(exception, _MAX_MESSAGE_LENGTH)
        span.add_event(_EVENT, {_TYPE: type(exception).__qualname__, _MESSAGE: message})


def _is_recorded(span: Span, exception: BaseException, message: str) -> bool:
    """Return whether somebody, such as `use_span`, has recorded it on its way through."""
    return any(
        event.name == _EVENT
        and (event.attributes or {}).get(_MESSAGE) == message
        and str((event.attributes or {}).get(_TYPE)).endswith(type(exception).__qualname__)
        for event in getattr(span, "events", ())
    )
