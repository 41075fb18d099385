"""Write on a span that something has happened, or that its code raised."""

from __future__ import annotations

import time
from typing import Final

from opentelemetry.trace import Span, StatusCode

from agentops_otel.sdk.guard import warn_once
from agentops_otel.sdk.sessions.membership import Membership
from agentops_otel.sdk.values.attributes import readable
from agentops_otel.sdk.values.text import message_of, printable

_MAX_NAME_LENGTH: Final = 256
_MAX_MESSAGE_LENGTH: Final = 16_384

# https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
_EXCEPTION: Final = "exception"
_TYPE: Final = "exception.type"
_MESSAGE: Final = "exception.message"


def add_event(
    span: Span, membership: Membership | None, name: object, attributes: object = None
) -> None:
    """Add an event to a span, and to the trail of the session that the span is in."""
    now = time.time_ns()
    try:
        text = printable(name, _MAX_NAME_LENGTH)
    except Exception as fault:  # noqa: BLE001  # A user's __str__ may raise anything.
        warn_once("unreadable event", "An event is lost: its name raised %s", type(fault).__name__)
        return
    if span.is_recording():
        span.add_event(text, readable(attributes), now)
    if membership is not None and membership.trail is not None:
        membership.trail.add((text, "event", now, now, StatusCode.UNSET))


def record_exception(span: Span, exception: BaseException) -> None:
    """Add an exception to a span as an event, once, even one whose own text cannot be read."""
    try:
        message = str(exception)
        message.encode()
        if not _is_recorded(span, exception, message):
            span.record_exception(exception)
    except Exception:  # noqa: BLE001  # A user's __str__ may raise, or give what cannot be sent.
        message = message_of(exception, _MAX_MESSAGE_LENGTH)
        span.add_event(_EXCEPTION, {_TYPE: type(exception).__qualname__, _MESSAGE: message})


def _is_recorded(span: Span, exception: BaseException, message: str) -> bool:
    """Return whether somebody, such as `use_span`, has recorded it on its way through."""
    return any(
        event.name == _EXCEPTION
        and (event.attributes or {}).get(_MESSAGE) == message
        and str((event.attributes or {}).get(_TYPE)).endswith(type(exception).__qualname__)
        for event in getattr(span, "events", ())
    )
