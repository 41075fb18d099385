"""Wait for something for a limited time."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Deadline:
    """The time by which several steps together must be done."""

    def __init__(self, timeout: object, default: float) -> None:
        """Set the deadline `timeout` seconds from now, or `default` if that is not a number."""
        seconds = default
        if isinstance(timeout, (int, float)) and timeout == timeout:  # noqa: PLR0124  # Not NaN.
            seconds = float(min(max(0, timeout), threading.TIMEOUT_MAX))
        self._end = time.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left; never negative."""
        return max(0.0, self._end - time.monotonic())


class Attempt(Generic[T]):
    """A call into the host's code that may block, made on a separate thread.

    If it takes too long, the thread is abandoned; it does not keep the program from exiting.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._result: T | None = None
        thread = threading.Thread(target=self._run, name="agentops-attempt", daemon=True)
        # In an empty context, or the thread would keep a session's span alive.
        contextvars.Context().run(thread.start)
        self._thread = thread

    def result(self, timeout: float) -> T | None:
        """Return the call's result; None if it raised or has not returned in time."""
        self._thread.join(timeout)
        return self._result

    @property
    def is_under_way(self) -> bool:
        """Whether the call has not returned yet."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._result = self._call()
        except Exception:  # noqa: BLE001  # The host's own error; the result stays None.
            self._result = None
