"""Detect response ids that are meaningless because too many concurrent calls share them.

A server that uses one id for every response, as mocks do, makes all calls look like one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

# One call has as many spans as there are instrumentations, which are few. A call that overlaps in
# time with more than this number of others with its response id has no twin.
MOST: Final = 32


class Call(NamedTuple):
    """A model call with a response id; `end` is not before `start`."""

    trace: bytes
    start: int
    end: int


class Crowd:
    """All calls with one response id that were running within a period of time."""

    def __init__(self, calls: Iterable[Call]) -> None:
        self._calls: Sequence[Call] = sorted(calls, key=lambda call: call.start)
        self._starts = [call.start for call in self._calls]
        self._ends = sorted(call.end for call in self._calls)
        self._longest = max((call.end - call.start for call in self._calls), default=0)

    def near(self, call: Call) -> Iterator[Call]:
        """Yield the calls that overlap with `call`, itself included."""
        first = bisect_left(self._starts, call.start - self._longest)
        for position in range(first, bisect_right(self._starts, call.end)):
            if self._calls[position].end >= call.start:
                yield self._calls[position]

    def others(self, call: Call) -> int:
        """Return how many other calls overlap with `call`, which is one of the crowd."""
        return bisect_right(self._starts, call.end) - bisect_left(self._ends, call.start) - 1

    def affected_by(self, changed: Iterable[Call], most: int) -> set[bytes]:
        """Return the traces whose twins may differ after some of the calls were added or removed.

        These are the traces of calls that overlap with a changed one and had or have twins. If the
        change can have moved such a call across the limit `most`, the traces of all calls that
        overlap with it are included.
        """
        changes = Crowd(changed)
        traces = set[bytes]()
        for call in self._calls:
            count = self.others(call)
            if 0 < count <= most + len(changes._calls) and changes.others(call) >= 0:
                traces.add(call.trace)
                if count > most:
                    traces.update(near.trace for near in self.near(call))
        return traces
