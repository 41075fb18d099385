"""An exact count of ended spans: how many were exported, failed and dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import StatusCode

from agentops_otel.semconv import SPAN_KIND

# Places above the limit, kept for session spans and errors when other spans are dropped.
RESERVE: Final = 256


class Counts(NamedTuple):
    """Outcomes of the spans that have ended so far; the rest of them are on their way."""

    ended: int
    exported: int
    failed: int
    dropped: int

    @property
    def lost(self) -> int:
        """How many are known not to have reached the receiver."""
        return self.failed + self.dropped

    @property
    def waiting(self) -> int:
        """How many are on their way."""
        return self.ended - self.exported - self.lost


class Window:
    """The spans that ended between two flushes, by their positions in the queue.

    Attributes:
        end: How many spans had been queued when the window ended; None while it is open.
        is_whole: Whether none of its spans is known to be lost.
    """

    __slots__ = ("_start", "end", "is_whole")

    def __init__(self, start: int) -> None:
        self._start = start
        self.end: int | None = None
        self.is_whole = True

    def lose(self, start: int, end: int) -> None:
        """Note that spans between these positions in the queue were lost."""
        if end > self._start and (self.end is None or start < self.end):
            self.is_whole = False


class Ledger:
    """Counts spans on their way; every method but `wait_until` is quick, and all are thread-safe.

    The queue is first in, first out, so the number of settled spans tells which ones they are.
    The lock is re-entrant, since a garbage collection inside any method may end a span.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._queued = 0
        self._exported = 0
        self._failed = 0
        self._dropped = 0
        self._open_window = Window(start=0)
        self._closed_windows: list[Window] = []

    @property
    def counts(self) -> Counts:
        """A consistent snapshot of all counts."""
        with self._lock:
            ended = self._queued + self._dropped
            return Counts(ended, self._exported, self._failed, self._dropped)

    def admit(self, span: ReadableSpan) -> bool:
        """Count an ended span as queued, or as dropped for lack of room; return whether queued."""
        with self._lock:
            room = self._limit - (self._queued - self._exported - self._failed)
            if room > 0 or (room > -RESERVE and _is_important(span)):
                self._queued += 1
                return True
            self.drop()
            return False

    def drop(self) -> None:
        """Count an ended span as dropped."""
        with self._lock:
            self._dropped += 1
            self._open_window.is_whole = False

    def settle(self, exported: int, failed: int) -> None:
        """Count this many of the oldest queued spans as exported and failed."""
        with self._lock:
            start = self._exported + self._failed
            self._exported += exported
            self._failed += failed
            if failed:
                for window in (self._open_window, *self._closed_windows):
                    window.lose(start, start + exported + failed)
            self._changed.notify_all()

    def cut(self) -> Window:
        """Close the open window and return it; spans that end from now on are in the next one."""
        with self._lock:
            window = self._open_window
            window.end = self._queued
            self._closed_windows.append(window)
            self._open_window = Window(start=self._queued)
            return window

    def forget(self, window: Window) -> None:
        """Stop tracking a closed window that nobody waits for any more."""
        with self._lock:
            self._closed_windows.remove(window)

    def is_settled(self, window: Window) -> bool:
        """Return whether the outcome of every span queued before the window's end is known."""
        return self._exported + self._failed >= (window.end or 0)

    def wait_until(self, happened: Callable[[], bool], timeout: float) -> bool:
        """Wait until a condition on these counts holds, at most `timeout` seconds."""
        with self._lock:
            return self._changed.wait_for(happened, timeout)


def _is_important(span: ReadableSpan) -> bool:
    if span.status.status_code is StatusCode.ERROR:
        return True
    return (span.attributes or {}).get(SPAN_KIND) == "session"
