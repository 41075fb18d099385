"""Joins log records with the model calls that they repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from agentops_otel.dashboard.counting.agreement import is_one_call_at_any_time
from agentops_otel.dashboard.counting.alike import WINDOW
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.counting.twins import Twins
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS


def join_records(tree: Tree, calls: Twins, spans: Iterable[int], records: Sequence[int]) -> None:
    """Join each log record with the call that it repeats, wherever it was written.

    Args:
        tree: All sightings.
        calls: Groups of them.
        spans: The positions of those model calls that are spans.
        records: Of those that are log records.

    A call's span has one record of a name. Where it has several, they may be of several calls, of
    which the span shows the last (OpenInference with Google ADK 2).
    """
    known = _Known(tree.sightings, calls)
    for position in spans:
        known.add(position)
    places = Counter((tree.parents[each], tree.sightings[each].name) for each in records)
    for position in records:
        parent, record = tree.parents[position], tree.sightings[position]
        if parent != NO_PARENT and tree.sightings[parent].facts.kind in MODEL_KINDS:
            is_only_one = places[parent, record.name] == 1
            if is_only_one or is_one_call_at_any_time(record, calls.whole(calls.group(parent))):
                calls.join(parent, position)
        elif (nearest := known.nearest(position)) is not None:
            calls.join(nearest, position)
        known.add(position)


class _Known:
    """Calls by what a log record can be recognised by: the response, or else what was used."""

    def __init__(self, sightings: Sequence[Sighting], calls: Twins) -> None:
        self._sightings = sightings
        self._calls = calls
        self._positions: dict[object, list[int]] = {}

    def add(self, position: int) -> None:
        """Remember a sighting."""
        for key in self._keys(position):
            self._positions.setdefault(key, []).append(position)

    def nearest(self, position: int) -> int | None:
        """Give the sighting of the same call that ended next to a record; None if there is none."""
        record = self._sightings[position]
        candidates = (
            each
            for key in self._keys(position)
            for each in self._positions.get(key, ())[-WINDOW:]
            if self._is_free(each, record.name)
            and is_one_call_at_any_time(record, self._calls.whole(self._calls.group(each)))
        )
        return min(candidates, key=lambda each: (self._distance(each, record), each), default=None)

    def _keys(self, position: int) -> list[object]:
        facts = self._sightings[position].facts
        trace_id = self._sightings[position].trace_id
        keys: list[object] = [] if facts.response_id is None else [facts.response_id]
        if trace_id and facts.has_usage:
            keys.append((trace_id, facts.input_tokens, facts.output_tokens))
        return keys

    def _is_free(self, position: int, name: str) -> bool:
        """Tell whether no record of the same name repeats the call already."""
        members = self._calls.members(self._calls.group(position))
        return not any(
            self._sightings[each].is_record and self._sightings[each].name == name
            for each in members
        )

    def _distance(self, position: int, record: Sighting) -> int:
        end = self._sightings[position].end_time_unix_nano
        return abs(end - record.end_time_unix_nano)
