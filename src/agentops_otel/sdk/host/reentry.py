"""Call something that a thread must not re-enter.

A signal handler, or a finalizer run by a garbage collection, can interrupt its thread anywhere,
even where the thread holds a lock of OpenTelemetry's. Taking that lock again would never end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import get_ident
from typing import Generic, TypeVar

T = TypeVar("T")


class NotReentrant(Generic[T]):
    """Hands items on; one that comes from an interruption waits until the interrupted one is done.

    Args:
        hand_on: Takes an item, in any thread.
    """

    __slots__ = ("__weakref__", "_aside", "_hand_on", "_inside")

    def __init__(self, hand_on: Callable[[T], object]) -> None:
        self._hand_on = hand_on
        self._inside: set[int] = set()
        self._aside: deque[T] = deque()

    def __call__(self, item: T) -> None:
        """Hand an item on: now, or when the call that this one interrupted has finished."""
        thread, inside = get_ident(), self._inside
        if thread in inside:
            self._aside.append(item)
            return
        try:
            inside.add(thread)
            self._hand_on(item)
        finally:
            inside.discard(thread)
            while self._aside:
                self.catch_up()

    def put_aside(self, item: T) -> bool:
        """Put an item aside if the calling thread is inside `hand_on`; return whether it was."""
        if get_ident() not in self._inside:
            return False
        self._aside.append(item)
        return True

    def begin_in_child(self) -> None:
        """Forget, in a forked child, the parent's other threads and waiting items."""
        self._inside.intersection_update({get_ident()})
        self._aside.clear()

    def catch_up(self) -> None:
        """Hand on the items that interruptions have put aside."""
        thread = get_ident()
        try:
            self._inside.add(thread)
            while self._aside:
                with suppress(IndexError):  # Another thread may have taken the last one.
                    self._hand_on(self._aside.popleft())
        finally:
            self._inside.discard(thread)
