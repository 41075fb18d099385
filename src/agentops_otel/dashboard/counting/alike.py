"""Group sightings by a common key, and join those that overlap in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.twins import Twins

# The number of earlier sightings that are tried as twins of one. No real session has more such
# calls at a time, and the limit keeps hostile ones from taking quadratic time.
WINDOW: Final = 64

Key = TypeVar("Key")


def buckets(
    sightings: Sequence[Sighting],
    positions: Iterable[int],
    key: Callable[[Sighting], Key | None],
) -> Iterable[list[int]]:
    """Return groups of two or more positions with the same key; None is no key."""
    by_key: dict[Key, list[int]] = {}
    for position in positions:
        found = key(sightings[position])
        if found is not None:
            by_key.setdefault(found, []).append(position)
    return (bucket for bucket in by_key.values() if len(bucket) > 1)


def join_in_time(sightings: Sequence[Sighting], twins: Twins, alike: Iterable[int]) -> None:
    """Join each sighting to the first group that has not ended and that it agrees with."""
    open_groups: list[int] = []
    for position in alike:
        start = sightings[position].start_time_unix_nano
        open_groups = [
            group
            for group in twins.groups(open_groups)
            if twins.whole(group).last_time_unix_nano >= start
        ][-WINDOW:]
        if not any(twins.join_if_agreed(group, position) for group in open_groups):
            open_groups.append(position)
