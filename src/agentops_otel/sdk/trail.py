"""What happened in a session: the spans that ended in it and the events recorded in it."""

from __future__ import annotations

import os
import threading
from collections import deque
from typing import Final, Literal, NamedTuple

from opentelemetry.trace import StatusCode

SpanStatus = Literal["unset", "ok", "error"]

# Enough to look at a session from inside it; the whole is at the receiver.
MAX_EVENTS: Final = 1000

_STATUS: Final[dict[StatusCode, SpanStatus]] = {
    StatusCode.UNSET: "unset",
    StatusCode.OK: "ok",
    StatusCode.ERROR: "error",
}


class SessionEvent(NamedTuple):
    """Something that happened in a session: a span, which lasted, or an event, which did not.

    Attributes:
        kind: The span's `agentops.span.kind`, else `span`; of an event, `event`.
        start_time_unix_nano: When it began, in nanoseconds since 1970.
        end_time_unix_nano: When it ended; the same for an event.
    """

    name: str
    kind: str
    start_time_unix_nano: int
    end_time_unix_nano: int
    status: SpanStatus


class Trail:
    """The newest events of one session, and how many there were."""

    __slots__ = ("_events", "error_count", "event_count")

    def __init__(self) -> None:
        self._events: deque[tuple[str, str, int, int, StatusCode]] = deque(maxlen=MAX_EVENTS)
        self.event_count = 0
        self.error_count = 0

    @property
    def events(self) -> tuple[SessionEvent, ...]:
        """The newest events, oldest first."""
        with _lock:
            newest = tuple(self._events)
        return tuple(
            SessionEvent(name, kind, start, end, _STATUS[code])
            for name, kind, start, end, code in newest
        )

    def add(self, name: str, kind: str, start: int, end: int, status: StatusCode) -> None:
        """Add what has just happened."""
        with _lock:
            self._events.append((name, kind, start, end, status))
            self.event_count += 1
            if status is StatusCode.ERROR:
                self.error_count += 1


# Re-entrant, since a garbage collection in the middle of `add` may end another span. One for
# all trails, so that a forked child can be given a new one.
_lock = threading.RLock()


def _renew_lock() -> None:
    global _lock  # noqa: PLW0603  # The parent's may be held by a thread that the child lacks.
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)
