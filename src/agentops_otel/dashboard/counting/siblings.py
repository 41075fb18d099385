"""Joins calls of two instrumentations whose spans do not nest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from agentops_otel.dashboard.counting.agreement import names_a_model
from agentops_otel.dashboard.counting.alike import WINDOW, buckets
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.counting.twins import Twins

_Usage: TypeAlias = tuple[str, int, int]


def join_siblings(tree: Tree, calls: Twins, spans: Sequence[int]) -> None:
    """Join calls side by side: one with one, the nearest start first.

    They have the same parent. Or, if both know the same counts, the parent of one is further above
    the other: an instrumentation whose spans are never current, as OpenInference's of LangChain,
    leaves those of a client beside its outermost. Where both name their response, that has decided
    already.
    """
    for siblings in buckets(tree.sightings, spans, lambda sighting: sighting.parent_key):
        for place, position in enumerate(siblings):
            for other in reversed(siblings[max(0, place - WINDOW) : place]):
                if _can_join(tree, calls, other, position):
                    calls.join(other, position)
                    break
    for alike in buckets(tree.sightings, spans, _usage):
        for place, position in enumerate(alike):
            for other in reversed(alike[max(0, place - WINDOW) : place]):
                if _can_join(tree, calls, other, position) and _share_a_chain(
                    tree, other, position
                ):
                    calls.join(other, position)
                    break


def _can_join(tree: Tree, calls: Twins, one: int, other: int) -> bool:
    """Tell whether the groups of two name the same model, and are seen from different places."""
    return (
        names_a_model(tree.sightings[one].facts)
        and names_a_model(tree.sightings[other].facts)
        and calls.views(calls.group(one)).isdisjoint(calls.views(calls.group(other)))
        and calls.can_join(one, other)
    )


def _usage(sighting: Sighting) -> _Usage | None:
    facts = sighting.facts
    if not facts.input_tokens or not facts.output_tokens:
        return None
    return sighting.trace_id, facts.input_tokens, facts.output_tokens


def _share_a_chain(tree: Tree, one: int, other: int) -> bool:
    """Tell whether the parent of one is above the other, but not it itself."""
    if _is_above(tree, one, other) or _is_above(tree, other, one):
        return False
    return _is_above(tree, tree.parents[one], other) or _is_above(tree, tree.parents[other], one)


def _is_above(tree: Tree, above: int, position: int) -> bool:
    for _ in range(WINDOW):
        position = tree.parents[position]
        if NO_PARENT in {position, above} or position == above:
            break
    return position == above != NO_PARENT
