"""How far something is that takes its time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

# Is told how many are done, of how many.
Progressed: TypeAlias = Callable[[int, int], None]


def unwatched(_done: int, _total: int) -> None:
    """Tell nobody."""
