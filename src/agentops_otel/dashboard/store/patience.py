"""How a caller makes a store give up an answer that it no longer waits for.

A read occupies a thread, which nothing can end from outside, so the store itself has to stop.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Final

from agentops_otel.dashboard.store.errors import StoreAbandonedError

Stop = Callable[[], None]


class Patience:
    """A caller's patience with a store. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stops = list[Stop]()
        self._reason: str | None = None

    def end(self, reason: str) -> None:
        """Stop all reads that are under way with this patience, and allow no more.

        An engine may miss a call that comes between two of its steps, so repeat it until the
        caller is answered.
        """
        with self._lock:
            self._reason = reason
            for stop in self._stops:
                stop()

    def check(self) -> None:
        """Return if the caller still waits.

        Raises:
            StoreAbandonedError: It does not.
        """
        if self._reason is not None:
            raise StoreAbandonedError(self._reason)

    @contextlib.contextmanager
    def stopping(self, stop: Stop) -> Iterator[None]:
        """Call `stop` if the patience ends while the block runs."""
        with self._lock:
            self._stops.append(stop)
        try:
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)


# The patience of the current caller; without one, it waits however long a read takes.
current_patience: Final = ContextVar("current_patience", default=Patience())  # noqa: B039 - never ended
