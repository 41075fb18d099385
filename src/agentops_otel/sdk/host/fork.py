"""What starts afresh in a forked child: threads and counts are those of the parent."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from typing import Final, Protocol


class BeginsInChild(Protocol):
    """Something with a thread or with counts that belong to one process."""

    def begin_in_child(self) -> None:
        """Start afresh, in a child that was just forked."""
        ...


# The interpreter's fork hooks cannot be removed, so one hook serves all objects.
_begun: Final[weakref.WeakSet[BeginsInChild]] = weakref.WeakSet()


def begin_anew_after_fork(begun: BeginsInChild) -> None:
    """Call its `begin_in_child` in every forked child, as long as something refers to it."""
    _begun.add(begun)


def call_in_child(call: Callable[[], object]) -> None:
    """Call a function in every forked child; this cannot be undone."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=call)


def _begin_anew() -> None:
    for begun in tuple(_begun):
        begun.begin_in_child()


call_in_child(_begin_anew)
