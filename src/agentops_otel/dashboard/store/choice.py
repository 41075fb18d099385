"""Which spans of a session are shown where not all can be: the weightiest, and all they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Key = TypeVar("Key")


def choose(ranked: Iterable[Key], parent_of: Callable[[Key], Key | None], limit: int) -> set[Key]:
    """Choose at most `limit` spans such that the ancestors of each are chosen as well.

    A span whose ancestors do not fit in any more is left out, as is one that takes more than half
    of the room that was left when a span below it did not fit in: so no ancestor is walked over
    again and again, however deep and wide a session is.

    Args:
        ranked: The spans from the weightiest on.
        parent_of: Gives the parent of a span, None if it has none in the session. Spans may be
            each other's ancestors.
        limit: How many spans there is room for.
    """
    chosen: set[Key] = set()
    refused: set[Key] = set()
    for key in ranked:
        room = limit - len(chosen)
        if room <= 0:
            break
        line: dict[Key, None] = {}
        above: Key | None = key
        while above is not None and above not in chosen and above not in line:
            if above in refused:
                refused.update(line)
                break
            if len(line) == room:
                refused.update(list(line)[: max(1, room // 2)])
                break
            line[above] = None
            above = parent_of(above)
        else:
            chosen.update(line)
    return chosen
