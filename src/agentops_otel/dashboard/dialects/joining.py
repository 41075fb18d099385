"""Finds the twins among the sightings of a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from agentops_otel.dashboard.dialects.agreement import (
    are_two_views,
    has_same_usage,
    is_one_call_at_any_time,
    title,
)
from agentops_otel.dashboard.dialects.alike import WINDOW, buckets
from agentops_otel.dashboard.dialects.declared import join_declared
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS
from agentops_otel.dashboard.dialects.siblings import join_siblings
from agentops_otel.dashboard.dialects.sightings import Sighting
from agentops_otel.dashboard.dialects.tree import NO_PARENT, Tree
from agentops_otel.dashboard.dialects.twins import Twins
from agentops_otel.dashboard.model import OperationKind

# Below one of these something new begins: a model call in there is not the one around it.
_BOUNDARIES: Final[frozenset[OperationKind]] = frozenset(
    ("session", "workflow", "agent", "tool", "retrieval", "guardrail")
)

# Plain code, which may stand between two views of one thing.
_PLAIN: Final[frozenset[OperationKind]] = frozenset(("span", "operation", "task"))


def join_calls(tree: Tree, calls: Twins) -> AbstractSet[int]:
    """Join the sightings of each model call.

    Returns:
        Those that wrap several calls, so that their times are not those of the one they belong to.
    """
    models = [
        position
        for position, sighting in enumerate(tree.sightings)
        if sighting.facts.kind in MODEL_KINDS
    ]
    spans = [position for position in models if not tree.sightings[position].is_record]
    records = [position for position in models if tree.sightings[position].is_record]
    join_declared(tree, calls, spans)
    _join_same_response(tree.sightings, calls, spans)
    wrappers = _join_nested_calls(tree, calls, spans)
    join_siblings(tree, calls, spans)
    _join_records(tree, calls, spans, records)
    return wrappers


def join_runs(tree: Tree, runs: Twins) -> None:
    """Join the sightings of each run of a tool, an agent or whatever else is no model call."""
    around = _nearest_around(tree, frozenset(("span",)))
    around_code = _nearest_around(tree, _PLAIN)
    for position, sighting in enumerate(tree.sightings):
        kind = sighting.facts.kind
        if kind in MODEL_KINDS or kind in {"span", "session"} or sighting.is_record:
            continue
        above = around[position] if kind in _PLAIN else around_code[position]
        if above != NO_PARENT:
            runs.join_if_agreed(above, position)
    _join_hollow_agents(tree, runs)
    _join_same_tool_call(tree.sightings, runs)


def _nearest_around(tree: Tree, passed: AbstractSet[OperationKind]) -> list[int]:
    """Give for each sighting the nearest one around it that is not of a kind that is passed."""
    around = [NO_PARENT] * len(tree.sightings)
    for position in tree.outside_in:
        parent = tree.parents[position]
        if parent != NO_PARENT:
            is_passed = tree.sightings[parent].facts.kind in passed
            around[position] = around[parent] if is_passed else parent
    return around


def _join_hollow_agents(tree: Tree, runs: Twins) -> None:
    """Join an agent below which nothing is with another view of it beside it.

    So OpenLLMetry shows the run of a LangGraph agent that a tool asks.
    """

    def key(sighting: Sighting) -> tuple[tuple[str, str], str] | None:
        is_agent = sighting.facts.kind == "agent" and not sighting.is_record
        return (sighting.parent_key, title(sighting)) if is_agent else None

    parents = frozenset(tree.parents)
    for alike in buckets(tree.sightings, range(len(tree.sightings)), key):
        hollow = [position for position in alike if position not in parents]
        others = [position for position in alike if position in parents]
        for one, other in zip(hollow, others, strict=False):
            if are_two_views(tree.sightings[one], tree.sightings[other]):
                runs.join_if_agreed(one, other)


def _join_same_tool_call(sightings: Sequence[Sighting], runs: Twins) -> None:
    def key(sighting: Sighting) -> tuple[str | None, str] | None:
        facts = sighting.facts
        return (facts.tool, facts.call_id) if facts.kind == "tool" and facts.call_id else None

    for alike in buckets(sightings, range(len(sightings)), key):
        _join_in_time(sightings, runs, alike)


def _join_same_response(sightings: Sequence[Sighting], calls: Twins, spans: Iterable[int]) -> None:
    for alike in buckets(sightings, spans, lambda sighting: sighting.facts.response_id):
        _join_in_time(sightings, calls, alike)


def _join_in_time(sightings: Sequence[Sighting], twins: Twins, alike: Iterable[int]) -> None:
    """Join each sighting to the first open group that it agrees with."""
    open_groups: list[int] = []
    for position in alike:
        start = sightings[position].start_time_unix_nano
        open_groups = [
            group
            for group in twins.groups(open_groups)
            if twins.whole(group).end_time_unix_nano >= start
        ][-WINDOW:]
        if not any(twins.join_if_agreed(group, position) for group in open_groups):
            open_groups.append(position)


def _join_nested_calls(tree: Tree, calls: Twins, spans: Iterable[int]) -> AbstractSet[int]:
    """Join each call with the one below it that it agrees with best, from the inside out."""
    around = [NO_PARENT] * len(tree.sightings)
    for position in tree.outside_in:
        parent = tree.parents[position]
        if parent == NO_PARENT:
            continue
        kind = tree.sightings[parent].facts.kind
        if kind in MODEL_KINDS:
            around[position] = parent
        elif kind not in _BOUNDARIES:
            around[position] = around[parent]
    inner: dict[int, list[int]] = {}
    for position in spans:
        if around[position] != NO_PARENT:
            inner.setdefault(around[position], []).append(position)
    wrappers: set[int] = set()
    for outer in sorted(inner, key=lambda position: (-tree.depths[position], position)):
        whole = calls.whole(calls.group(outer))
        groups = list(calls.groups(inner[outer]))
        if len(groups) > 1 or not wrappers.isdisjoint(inner[outer]):
            wrappers.add(outer)
        candidates = [group for group in groups if calls.can_join(outer, group)]
        if candidates:
            best = max(candidates, key=lambda group: _likeness(whole, calls.whole(group)))
            calls.join(outer, best)
    return wrappers


def _likeness(one: Sighting, other: Sighting) -> tuple[bool, bool, int]:
    """Order what may be a twin: what says the same first, then what ended last."""
    mine, theirs = one.facts, other.facts
    return (
        has_same_usage(mine, theirs),
        mine.is_error == theirs.is_error,
        other.end_time_unix_nano,
    )


def _join_records(tree: Tree, calls: Twins, spans: Iterable[int], records: Sequence[int]) -> None:
    """Join each log record with the call that it repeats, wherever it was written.

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
