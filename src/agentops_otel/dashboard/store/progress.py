"""Progress reports of long-running work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

# Called with the number done and the total.
Progressed: TypeAlias = Callable[[int, int], None]


def unwatched(_done: int, _total: int) -> None:
    """Ignore progress."""
