"""Build the trees of a session's sightings, even if some of them are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from agentops_otel.dashboard.counting.sightings import Sighting

NO_PARENT: Final = -1


class Tree:
    """Sightings by position, each once, with their parents' positions.

    A parent that has not arrived, or that would close a cycle, counts as none.

    Attributes:
        sightings: In an order that depends only on the set.
        parents: For each sighting the position of its parent, or `NO_PARENT`.
        depths: For each sighting the number of its ancestors.
        outside_in: All positions, parents before their children.
    """

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        self.sightings: list[Sighting] = _distinct(sightings)
        size = len(self.sightings)
        self.parents: list[int] = [NO_PARENT] * size
        self.depths: list[int] = [0] * size
        self.outside_in: list[int] = []
        self._grow(self._children())

    def settle(self, settled: Mapping[int, Sighting]) -> None:
        """Put other sightings, of the same spans, into some positions."""
        for position, sighting in settled.items():
            self.sightings[position] = sighting

    def _children(self) -> dict[int, list[int]]:
        positions = {
            sighting.key: position
            for position, sighting in enumerate(self.sightings)
            if not sighting.is_record
        }
        children: dict[int, list[int]] = {}
        for position, sighting in enumerate(self.sightings):
            parent = positions.get(sighting.parent_key, NO_PARENT)
            children.setdefault(parent, []).append(position)
        return children

    def _grow(self, children: dict[int, list[int]]) -> None:
        """Walk down from the roots, then from the first sighting of each cycle."""
        seen = bytearray(len(self.sightings))
        for start in (*children.get(NO_PARENT, ()), *range(len(self.sightings))):
            waiting = [] if seen[start] else [start]
            seen[start] = True
            while waiting:
                position = waiting.pop()
                self.outside_in.append(position)
                for child in children.get(position, ()):
                    if not seen[child]:
                        seen[child] = True
                        self.parents[child] = position
                        self.depths[child] = self.depths[position] + 1
                        waiting.append(child)


def _distinct(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Return the latest version of each span, and every distinct log record."""
    latest: dict[object, Sighting] = {}
    for sighting in sorted(sightings, key=lambda each: each.order):
        key = (sighting.order, sighting.name) if sighting.is_record else sighting.key
        known = latest.get(key)
        if known is None or sighting.end_time_unix_nano >= known.end_time_unix_nano:
            latest[key] = sighting
    return sorted(latest.values(), key=lambda each: each.order)
