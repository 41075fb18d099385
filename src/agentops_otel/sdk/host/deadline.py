"""Wait for something only so long."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Deadline:
    """A moment in time by which several steps together are to be done."""

    def __init__(self, timeout: object, default: float) -> None:
        """Set the deadline `timeout` seconds from now, or `default` if that is no time."""
        seconds = default
        if isinstance(timeout, (int, float)) and timeout == timeout:  # noqa: PLR0124  # Not NaN.
            seconds = float(min(max(0, timeout), threading.TIMEOUT_MAX))
        self._end = time.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """Seconds that are left, 0 if none are."""
        return max(0.0, self._end - time.monotonic())


class Attempt(Generic[T]):
    """Something of the host's that may block, called on a thread of its own.

    The thread is left behind if it takes too long; it does not keep the program from ending.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._result: T | None = None
        thread = threading.Thread(target=self._run, name="agentops-attempt", daemon=True)
        # In an empty context, or the thread would keep a session's span alive.
        contextvars.Context().run(thread.start)
        self._thread = thread

    def result(self, timeout: float) -> T | None:
        """Return what the call returned; None if it raised or has not returned in time."""
        self._thread.join(timeout)
        return self._result

    @property
    def is_under_way(self) -> bool:
        """Whether the call has not returned yet."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._result = self._call()
        except Exception:  # noqa: BLE001  # The host's own trouble, told by no result.
            self._result = None
