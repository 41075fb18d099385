"""What happened in a session: the spans that ended in it and the events recorded in it."""

from __future__ import annotations

import itertools
from collections import deque
from typing import Final, Literal, NamedTuple, TypeVar

from opentelemetry.trace import StatusCode
from opentelemetry.util.types import AttributeValue

T = TypeVar("T")

SpanStatus = Literal["unset", "ok", "error"]

# An enum's member costs a call to look up.
_ERROR: Final = StatusCode.ERROR

# Enough to look at a session from inside it; the whole is at the receiver.
MAX_EVENTS: Final = 1000

_STATUS: Final[dict[StatusCode, SpanStatus]] = {
    StatusCode.UNSET: "unset",
    StatusCode.OK: "ok",
    StatusCode.ERROR: "error",
}


# An event's name, kind, start, end and status code. A kind is what somebody set as an attribute.
Happening = tuple[str, AttributeValue, int, int, StatusCode]

# With the event's number.
_Entry = tuple[int, Happening]

# How many numbers are kept, of which the highest counts: threads may overtake each other between
# taking a number and leaving it here.
_OVERTAKING: Final = 64


class SessionEvent(NamedTuple):
    """Something that happened in a session: a span, which lasted, or an event, which did not.

    Attributes:
        name: The name of the span or event.
        kind: `event` for an event; for a span its `agentops.span.kind`, else `span`.
        start_time_unix_nano: When it started, in nanoseconds since the epoch.
        end_time_unix_nano: When it ended; an event ends when it starts.
        status: `unset`, `ok` or `error`.
    """

    name: str
    kind: str
    start_time_unix_nano: int
    end_time_unix_nano: int
    status: SpanStatus


class Trail:
    """The newest events of one session, and how many there were.

    Every span of the session passes here when it ends, so an event is added without a lock.
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
        """Add what has just happened."""
        self._events.append((next(self._numbers), happening))
        if happening[-1] is _ERROR:
            self._errors.append(next(self._error_numbers))


def _read(entries: deque[T]) -> tuple[T, ...]:
    while True:
        try:
            return tuple(entries)
        except RuntimeError:  # Another thread has just added one.
            continue
