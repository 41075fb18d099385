"""What a forked child begins anew: the threads and the counts are its parent's, not its own."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from typing import Final, Protocol


class BeginsInChild(Protocol):
    """Something with a thread or an account of one process."""

    def begin_in_child(self) -> None:
        """Start from nothing, in a child that was just forked off."""
        ...


# A hook of the interpreter stays for good, so there is one for all.
_begun: Final[weakref.WeakSet[BeginsInChild]] = weakref.WeakSet()


def begin_anew_after_fork(begun: BeginsInChild) -> None:
    """Let a forked child begin this anew, as long as somebody refers to it."""
    _begun.add(begun)


def call_in_child(call: Callable[[], object]) -> None:
    """Let every forked child call this function, which stays for as long as the interpreter."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=call)


def _begin_anew() -> None:
    for begun in tuple(_begun):
        begun.begin_in_child()


call_in_child(_begin_anew)
