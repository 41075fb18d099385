"""Record events and exceptions on spans."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Final

from opentelemetry.trace import Span, StatusCode
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.host.guard import warn_once
from agentops_otel.sdk.sessions.changing import change, unlocked
from agentops_otel.sdk.sessions.membership import Membership
from agentops_otel.sdk.values.attributes import readable
from agentops_otel.sdk.values.names import MAX_NAME_LENGTH
from agentops_otel.sdk.values.text import (
    MAX_TEXT_LENGTH,
    message_of,
    printable,
    qualified_type_name,
    text_of,
    type_module,
    type_name,
)

# Only the innermost frames of a deep stack. An endless recursion has a thousand, which each of its
# decorated calls would format again, on the user's thread.
_MAX_FRAMES: Final = 100
_MAX_STACKTRACE_LENGTH: Final = 65_536

# https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
_EXCEPTION: Final = "exception"
_TYPE: Final = "exception.type"
_MESSAGE: Final = "exception.message"
_STACKTRACE: Final = "exception.stacktrace"


def add_event(
    span: Span, membership: Membership | None, name: object, attributes: object = None
) -> None:
    """Add an event to a span and to the trail of the span's session."""
    now = time.time_ns()
    try:
        text = printable(name, MAX_NAME_LENGTH)
    except Exception as fault:  # noqa: BLE001  # A user's __str__ may raise anything.
        warn_once("unreadable event", "An event is lost: its name raised %s", type_name(fault))
        return
    if span.is_recording():
        add = partial(_add_while_open, span, text, readable(attributes), now)
        change(partial(unlocked, span, add))
    if membership is not None and membership.trail is not None:
        membership.trail.add((text, "event", now, now, StatusCode.UNSET))


def _add_while_open(
    span: Span, name: str, attributes: Mapping[str, AttributeValue], time_unix_nano: int
) -> None:
    if span.is_recording():
        span.add_event(name, attributes, time_unix_nano)
    else:
        warn_once("an event during the end", "An event is lost: its span was just ending")


class Raised:
    """An exception as it is recorded on spans.

    Its traceback, which takes half a millisecond to format, is formatted only once: an exception
    that ends the program may end thousands of sessions.
    """

    def __init__(self, exception: BaseException) -> None:
        self._exception = exception

    def record_on(self, span: Span, time_unix_nano: int | None = None) -> None:
        """Record the exception on a span, as far as it can be read and sent, unless it already is.

        Args:
            span: The span.
            time_unix_nano: When the exception ended the span; now by default.
        """
        if not _is_recorded(span, self._exception):
            span.add_event(_EXCEPTION, self._attributes, time_unix_nano)

    @cached_property
    def _attributes(self) -> Mapping[str, AttributeValue]:
        attributes: dict[str, AttributeValue] = {
            _TYPE: _type_of(self._exception),
            _MESSAGE: message_of(self._exception, MAX_TEXT_LENGTH),
        }
        stacktrace = _stacktrace_of(self._exception)
        if stacktrace is not None:
            attributes[_STACKTRACE] = stacktrace
        return attributes


def _type_of(exception: BaseException) -> str:
    """Return the type's name with its module, as in OpenTelemetry's own exception events."""
    module, name = type_module(exception), qualified_type_name(exception)
    return name if module in {"", "builtins"} else f"{module}.{name}"


def _stacktrace_of(exception: BaseException) -> str | None:
    """Return the traceback as Python prints it; None if formatting fails, as without stack left."""
    try:
        written = traceback.TracebackException(
            type(exception), exception, exception.__traceback__, limit=-_MAX_FRAMES, compact=True
        )
        return printable("".join(written.format()), _MAX_STACKTRACE_LENGTH)
    except Exception:  # noqa: BLE001  # A user's attributes may raise anything.
        return None


def _is_recorded(span: Span, exception: BaseException) -> bool:
    """Return whether something that it passed through, such as `use_span`, has recorded it."""
    try:
        message = text_of(exception)
    except Exception:  # noqa: BLE001  # A user's __str__ may raise anything.
        return False
    return any(
        event.name == _EXCEPTION
        and (event.attributes or {}).get(_MESSAGE) == message
        and str((event.attributes or {}).get(_TYPE)).endswith(qualified_type_name(exception))
        for event in getattr(span, "events", ())
    )
