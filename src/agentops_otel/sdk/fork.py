"""What a forked child begins anew: the threads and the counts are its parent's, not its own."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class BeginsInChild(Protocol):
    """Something with a thread or an account of one process."""

    def begin_in_child(self) -> None:
        """Start from nothing, in a child that was just forked off."""
        ...


def begin_anew_after_fork(begun: BeginsInChild) -> None:
    """Let a forked child begin this anew, as long as somebody refers to it."""
    if not hasattr(os, "register_at_fork"):
        return
    reference = weakref.ref(begun)

    def begin_anew() -> None:
        if (alive := reference()) is not None:
            alive.begin_in_child()

    os.register_at_fork(after_in_child=begin_anew)
