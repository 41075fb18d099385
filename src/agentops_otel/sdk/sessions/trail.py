"""What happened in a session: the spans that ended in it and the events recorded in it."""

from __future__ import annotations

import itertools
from collections import deque
from typing import Final, Literal, NamedTuple, TypeVar

from opentelemetry.trace import StatusCode
from opentelemetry.util.types import AttributeValue

T = TypeVar("T")

SpanStatus = Literal["unset", "ok", "error"]

# Looking up an enum member costs a call.
_ERROR: Final = StatusCode.ERROR

# Enough to inspect a session from inside the program; the receiver has them all.
MAX_EVENTS: Final = 1000

_STATUS: Final[dict[StatusCode, SpanStatus]] = {
    StatusCode.UNSET: "unset",
    StatusCode.OK: "ok",
    StatusCode.ERROR: "error",
}


# An event's name, kind, start, end and status code. The kind has any type, since it is a span's
# attribute, which anyone can set.
Happening = tuple[str, AttributeValue, int, int, StatusCode]

# The event's number and the event.
_Entry = tuple[int, Happening]

# How many of the errors' numbers are kept. The highest is the count; it may not be the last one,
# since threads can overtake each other between taking a number and storing it.
_OVERTAKING: Final = 64


class SessionEvent(NamedTuple):
    """Something that happened in a session: a span that ended, or an event that was recorded.

    Attributes:
        name: The name of the span or event.
        kind: `event` for an event; for a span its `agentops.span.kind`, else `span`.
        start_time_unix_nano: When it started, in nanoseconds since the epoch.
        end_time_unix_nano: When it ended; for an event, the same as its start.
        status: `unset`, `ok` or `error`.
    """

    name: str
    kind: str
    start_time_unix_nano: int
    end_time_unix_nano: int
    status: SpanStatus


class Trail:
    """The newest events of one session, and the number of all.

    Every span of the session is added here when it ends, so adding takes no lock.
    """

    __slots__ = ("_error_numbers", "_errors", "_events", "_numbers")

    def __init__(self) -> None:
        self._events: deque[_Entry] = deque(maxlen=MAX_EVENTS)
        self._numbers = itertools.count(1)
        self._error_numbers = itertools.count(1)
        self._errors: deque[int] = deque(maxlen=_OVERTAKING)

    @property
    def events(self) -> tuple[SessionEvent, ...]:
        """The newest events, oldest first."""
        return tuple(
            SessionEvent(name, str(kind), start, end, _STATUS[code])
            for _, (name, kind, start, end, code) in _read(self._events)
        )

    @property
    def event_count(self) -> int:
        """How many events there were."""
        return max((entry[0] for entry in _read(self._events)), default=0)

    @property
    def error_count(self) -> int:
        """How many of them were errors."""
        return max(_read(self._errors), default=0)

    def add(self, happening: Happening) -> None:
        """Add a span or an event that has just ended."""
        self._events.append((next(self._numbers), happening))
        if happening[-1] is _ERROR:
            self._errors.append(next(self._error_numbers))


def _read(entries: deque[T]) -> tuple[T, ...]:
    while True:
        try:
            return tuple(entries)
        except RuntimeError:  # Another thread has just added one.
            continue
