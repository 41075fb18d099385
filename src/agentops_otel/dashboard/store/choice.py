"""Choice of the spans to show of a session that is too large to be shown as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Key = TypeVar("Key")


def choose(ranked: Iterable[Key], parent_of: Callable[[Key], Key | None], limit: int) -> set[Key]:
    """Choose at most `limit` spans such that the ancestors of each are chosen as well.

    A span is left out if it and its ancestors no longer fit. The lowest spans of that path, as many
    as half of the remaining room, are then ruled out for good, so that no ancestor is walked
    repeatedly, however deep and wide the session is.

    Args:
        ranked: The spans, weightiest first.
        parent_of: Returns the parent of a span, or None if it has none in the session. May contain
            cycles.
        limit: The maximum number of spans.
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
