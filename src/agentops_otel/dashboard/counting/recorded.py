"""Join log records of operations with the spans, or other records, of the same operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from agentops_otel.dashboard.counting.agreement import (
    is_one_call,
    is_one_call_at_any_time,
    overlap,
    tells_of_an_answer,
    title,
)
from agentops_otel.dashboard.counting.alike import WINDOW
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.counting.twins import Twins
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, NO_OPERATIONS
from agentops_otel.dashboard.model import OperationKind

# Kinds of operations of which no more may be known.
_UNSPECIFIC: Final[frozenset[OperationKind]] = frozenset(("operation", "task"))

# Key of calls by instrumentations that record no usage.
_UNTOLD: Final = "untold"


def join_records(tree: Tree, calls: Twins, spans: Iterable[int], records: Sequence[int]) -> None:
    """Join each log record with the call that it repeats, wherever it was written.

    Args:
        tree: All sightings.
        calls: Groups of them.
        spans: Positions of the model calls that are spans.
        records: Positions of the model calls that are log records.

    The span of a call has one record of each name. If it has several, they may belong to several
    calls, of which the span shows the last (OpenInference with Google ADK 2).
    """
    known = _Known(tree.sightings, calls)
    for position in spans:
        known.add(position)
    places = Counter((tree.parents[each], tree.sightings[each].name) for each in records)
    untold: list[int] = []
    for position in records:
        parent, record = tree.parents[position], tree.sightings[position]
        if parent != NO_PARENT and tree.sightings[parent].facts.kind in MODEL_KINDS:
            is_only_one = places[parent, record.name] == 1
            if is_only_one or is_one_call_at_any_time(record, calls.whole(calls.group(parent))):
                calls.join(parent, position)
        elif not _is_recognised(record):
            untold.append(position)
            continue
        elif (nearest := known.nearest(position)) is not None:
            calls.join(nearest, position)
        known.add(position)
    for position in untold:
        if (nearest := known.nearest(position)) is not None:
            calls.join(nearest, position)


def _is_recognised(record: Sighting) -> bool:
    """Return whether a record identifies its call, or shows one that failed without usage."""
    facts = record.facts
    return facts.response_id is not None or facts.has_usage or facts.is_error


class _Known:
    """Calls by the keys that identify them in a log record.

    These are the response id, or the trace and the usage. A record written outside any trace is
    looked up in the whole session, also among the calls of its instrumentation that record no usage
    and were running at the time. A record without either key belongs to a call of its producer with
    the same parent.
    """

    def __init__(self, sightings: Sequence[Sighting], calls: Twins) -> None:
        self._sightings = sightings
        self._calls = calls
        self._positions: dict[object, list[int]] = {}

    def add(self, position: int) -> None:
        """Index a sighting."""
        sighting = self._sightings[position]
        facts = sighting.facts
        if facts.response_id is not None:
            self._add(facts.response_id, position)
        if facts.has_usage:
            for trace_id in {sighting.trace_id, ""}:
                self._add((trace_id, facts.input_tokens), position)
        elif not sighting.is_record:
            self._add((_UNTOLD, sighting.scope), position)
        self._add((sighting.parent_key, facts.dialect), position)

    def _add(self, key: object, position: int) -> None:
        self._positions.setdefault(key, []).append(position)

    def nearest(self, position: int) -> int | None:
        """Return the sighting of the same call whose end is closest to a record's, or None."""
        record = self._sightings[position]
        nearest = self._nearest(record, _keys(record), is_one_call_at_any_time)
        if nearest is None and not record.trace_id:
            return self._nearest(record, [(_UNTOLD, record.scope)], is_one_call)
        return nearest

    def _nearest(
        self,
        record: Sighting,
        keys: Iterable[object],
        agree: Callable[[Sighting, Sighting], bool],
    ) -> int | None:
        candidates = (
            each
            for key in keys
            for each in self._positions.get(key, ())[-WINDOW:]
            if self._is_free(each, record)
            and agree(record, self._calls.whole(self._calls.group(each)))
        )
        return min(candidates, key=lambda each: (self._distance(each, record), each), default=None)

    def _is_free(self, position: int, record: Sighting) -> bool:
        """Return whether the call has no record of the same name yet.

        Gemini CLI uses one name for the records of request and answer, which do not conflict.
        """
        is_told = tells_of_an_answer(record.facts)
        members = (
            self._sightings[each] for each in self._calls.members(self._calls.group(position))
        )
        return not any(
            each.is_record
            and each.name == record.name
            and tells_of_an_answer(each.facts) == is_told
            for each in members
        )

    def _distance(self, position: int, record: Sighting) -> int:
        end = self._sightings[position].end_time_unix_nano
        return abs(end - record.end_time_unix_nano)


def _keys(record: Sighting) -> Iterator[object]:
    facts = record.facts
    if not _is_recognised(record):
        yield record.parent_key, facts.dialect
    if facts.response_id is not None:
        yield facts.response_id
    if facts.has_usage:
        yield record.trace_id, facts.input_tokens


def join_run_records(sightings: Sequence[Sighting], runs: Twins) -> None:
    """Join each log record of a run with the span of the run.

    They share the call id; or the record was written in the span of the run or its parent, and the
    end of that run is the closest. If they share the call id, in one dialect and at the same time,
    names may differ: Claude Code's records have one name for all tools of MCP servers. A record
    that names nothing is of the run in whose span it was written.
    """
    spans: dict[object, list[int]] = {}
    runs_at: dict[object, list[int]] = {}
    records: list[int] = []
    for position, sighting in enumerate(sightings):
        facts = sighting.facts
        if facts.kind in MODEL_KINDS or facts.kind in NO_OPERATIONS:
            continue
        if sighting.is_record:
            records.append(position)
            continue
        runs_at[sighting.key] = [position]
        for place in (sighting.key, sighting.parent_key, facts.call_id):
            spans.setdefault((place, facts.kind, title(sighting)), []).append(position)
        if facts.call_id is not None:
            spans.setdefault((facts.call_id, facts.dialect), []).append(position)
    taken: set[tuple[int, str]] = set()
    for position in records:
        record = sightings[position]
        place = record.facts.call_id or record.parent_key
        near = spans.get((place, record.facts.kind, title(record))) or [
            each
            for each in spans.get((record.facts.call_id, record.facts.dialect), ())
            if overlap(sightings[each], record)
        ]
        if not near and title(record) == record.name:
            near = [
                each
                for each in runs_at.get(record.parent_key, ())
                if record.facts.kind in {sightings[each].facts.kind, *_UNSPECIFIC}
            ]
        free = [each for each in near[-WINDOW:] if (runs.group(each), record.name) not in taken]
        if free:
            end = record.end_time_unix_nano
            best = min(free, key=lambda each: abs(sightings[each].end_time_unix_nano - end))
            runs.join(best, position)
            taken.add((runs.group(best), record.name))
