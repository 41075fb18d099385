"""Hand things to something that a thread must not enter while it is inside.

A signal's handler, or a finalizer that a garbage collection runs, interrupts its thread anywhere:
also where that thread holds a lock of OpenTelemetry's, which the same thread would then wait for
without end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import get_ident
from typing import Generic, TypeVar

T = TypeVar("T")


class NotReentrant(Generic[T]):
    """Hands every item on, one that comes from an interruption when the interrupted one is through.

    Args:
        hand_on: Takes an item, in any thread.
    """

    __slots__ = ("__weakref__", "_aside", "_hand_on", "_inside")

    def __init__(self, hand_on: Callable[[T], object]) -> None:
        self._hand_on = hand_on
        self._inside: set[int] = set()
        self._aside: deque[T] = deque()

    def __call__(self, item: T) -> None:
        """Hand an item on, at once or when the calling thread has left what it is inside of."""
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
        """Let an item wait if the calling thread is inside; return whether it does."""
        if get_ident() not in self._inside:
            return False
        self._aside.append(item)
        return True

    def begin_in_child(self) -> None:
        """Let no thread be inside that a forked child lacks; what waits is its parent's."""
        self._inside.intersection_update({get_ident()})
        self._aside.clear()

    def catch_up(self) -> None:
        """Hand on what interruptions have put aside."""
        thread = get_ident()
        try:
            self._inside.add(thread)
            while self._aside:
                with suppress(IndexError):  # Another thread may be faster.
                    self._hand_on(self._aside.popleft())
        finally:
            self._inside.discard(thread)
