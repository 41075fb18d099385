"""Limits how many bytes of telemetry may be in the server at once, from arrival to commit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Until they are written, spans take about six times their encoded size, at worst ten, and the
# server should stay below 400 MiB.
DEFAULT_BYTES: Final = 24 * 1024 * 1024


class OverloadedError(Exception):
    """More telemetry is in progress than the budget allows; the sender may soon try again."""


class Reservation:
    """One request's share of a budget."""

    def __init__(self, budget: ByteBudget) -> None:
        self._budget = budget
        self._size = 0

    def grow(self, size: int) -> None:
        """Take more bytes.

        Raises:
            OverloadedError: Other requests have used up the budget.
        """
        self._budget._take(self._size, size)  # noqa: SLF001 - two halves of one thing
        self._size += size

    def shrink(self, size: int) -> None:
        """Give some bytes back."""
        self._budget._give(size)  # noqa: SLF001
        self._size -= size

    def release(self) -> None:
        """Give all bytes back."""
        self.shrink(self._size)


class ByteBudget:
    """Limits what all requests hold together; a request that is alone may always continue."""

    def __init__(self, limit: int = DEFAULT_BYTES) -> None:
        self._limit = limit
        self._taken = 0
        self._lock = threading.Lock()

    @contextmanager
    def reservation(self) -> Iterator[Reservation]:
        """Yield a reservation that can grow, and release it at the end."""
        reservation = Reservation(self)
        try:
            yield reservation
        finally:
            reservation.release()

    def _take(self, own: int, size: int) -> None:
        with self._lock:
            others = self._taken - own
            if others and self._taken + size > self._limit:
                raise OverloadedError(f"more than {self._limit} bytes of telemetry are waiting")
            self._taken += size

    def _give(self, size: int) -> None:
        with self._lock:
            self._taken -= size
