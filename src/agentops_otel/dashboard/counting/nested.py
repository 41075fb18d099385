"""Join model calls with enclosing spans that show the same call from further outside."""

from __future__ import annotations

from collections.abc import Container, Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from agentops_otel.dashboard.counting.agreement import has_same_usage, view_of
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.counting.twins import Twins
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS
from agentops_otel.dashboard.model import OperationKind

# Kinds below which a model call is never the same as one above.
_BOUNDARIES: Final[frozenset[OperationKind]] = frozenset(
    ("session", "workflow", "agent", "tool", "retrieval", "guardrail")
)


def join_nested(
    tree: Tree, calls: Twins, spans: Iterable[int], asking: Container[int]
) -> AbstractSet[int]:
    """Join each call with the call below it that matches best, innermost first.

    Args:
        tree: All sightings.
        calls: Groups of them.
        spans: Positions of the model calls that are spans, not log records.
        asking: Positions of calls that made a request of their own before those below, which only
            another instrumentation shows again.

    Returns:
        The positions that wrap several calls, so that their times are not those of their own call.
    """
    inner = _calls_below(tree, spans)
    wrappers: set[int] = set()
    for outer in sorted(inner, key=lambda position: (-tree.depths[position], position)):
        whole = calls.whole(calls.group(outer))
        groups = list(calls.groups(inner[outer]))
        if outer in asking:
            mine = view_of(tree.sightings[outer])
            groups = [group for group in groups if mine not in calls.views(group)]
        if outer not in asking and (len(groups) > 1 or not wrappers.isdisjoint(inner[outer])):
            wrappers.add(outer)
        candidates = [group for group in groups if calls.can_join(outer, group)]
        if candidates:
            best = max(candidates, key=lambda group: _likeness(whole, calls.whole(group)))
            calls.join(outer, best)
    return wrappers


def _calls_below(tree: Tree, spans: Iterable[int]) -> dict[int, list[int]]:
    """Return for each call the nearest calls below it, with no boundary in between."""
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
    return inner


def _likeness(one: Sighting, other: Sighting) -> tuple[bool, bool, int]:
    """Return a sort key of possible twins: equal usage, then equal outcome, then the latest end."""
    mine, theirs = one.facts, other.facts
    return (
        has_same_usage(mine, theirs),
        mine.is_error == theirs.is_error,
        other.end_time_unix_nano,
    )
