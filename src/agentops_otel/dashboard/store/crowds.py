"""Where a response id says nothing, since too many calls bear it at one time.

A server that gives every answer one id, as mocks do, makes all calls look like one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

# Of one call there are as many spans as instrumentations, few. A call that shares time with more
# than so many others of its response id has no twin.
MOST: Final = 32


class Call(NamedTuple):
    """A model call with a response id, in a trace; `end` is not before `start`."""

    trace: bytes
    start: int
    end: int


class Crowd:
    """All calls with one response id that were running within a span of time."""

    def __init__(self, calls: Iterable[Call]) -> None:
        self._calls: Sequence[Call] = sorted(calls, key=lambda call: call.start)
        self._starts = [call.start for call in self._calls]
        self._ends = sorted(call.end for call in self._calls)
        self._longest = max((call.end - call.start for call in self._calls), default=0)

    def near(self, call: Call) -> Iterator[Call]:
        """Give the calls that share time with one, itself included."""
        first = bisect_left(self._starts, call.start - self._longest)
        for position in range(first, bisect_right(self._starts, call.end)):
            if self._calls[position].end >= call.start:
                yield self._calls[position]

    def others(self, call: Call) -> int:
        """Count the other calls that share time with one of these."""
        return bisect_right(self._starts, call.end) - bisect_left(self._ends, call.start) - 1

    def affected_by(self, changed: Iterable[Call], most: int) -> set[bytes]:
        """Name the traces whose twins may be others after some of the calls have come or gone.

        These are the traces of calls near them that had twins or have some now, and of all that
        are near a call which the change may have taken its twins, or given it some.
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
