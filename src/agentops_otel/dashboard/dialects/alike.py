"""Sightings that are alike in something, gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from agentops_otel.dashboard.dialects.sightings import Sighting

# How many earlier sightings are looked at as twins of one: no real session has more calls at a
# time that are so alike, and a hostile one shall not make it quadratic.
WINDOW: Final = 64

Key = TypeVar("Key")


def buckets(
    sightings: Sequence[Sighting],
    positions: Iterable[int],
    key: Callable[[Sighting], Key | None],
) -> Iterable[list[int]]:
    """Give the positions with the same key together; those without any are left out."""
    buckets: dict[Key, list[int]] = {}
    for position in positions:
        found = key(sightings[position])
        if found is not None:
            buckets.setdefault(found, []).append(position)
    return (bucket for bucket in buckets.values() if len(bucket) > 1)
