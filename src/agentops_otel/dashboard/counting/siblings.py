"""Joins calls of two instrumentations whose spans do not nest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from agentops_otel.dashboard.counting.agreement import names_a_model
from agentops_otel.dashboard.counting.alike import WINDOW, buckets
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.counting.twins import Twins

# What is known of how a call went: its counts, or that it failed.
_Outcome: TypeAlias = tuple[int, int] | tuple[()]


def join_siblings(tree: Tree, calls: Twins, spans: Sequence[int]) -> None:
    """Join calls side by side: one with one, the nearest start first.

    They have the same parent. Or, if both know the same counts or both failed, the parent of one is
    further above the other: an instrumentation whose spans are never current, as OpenInference's of
    LangChain, leaves those of a client beside its outermost. Above all that has no parent, in
    whatever trace, is the session. Where both name their response, that has decided already.
    """
    for siblings in buckets(tree.sightings, spans, lambda sighting: sighting.parent_key):
        for place, position in enumerate(siblings):
            for other in reversed(siblings[max(0, place - WINDOW) : place]):
                if _can_join(tree, calls, other, position):
                    calls.join(other, position)
                    break
    for alike in buckets(tree.sightings, spans, _outcome):
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


def _outcome(sighting: Sighting) -> _Outcome | None:
    facts = sighting.facts
    if facts.input_tokens and facts.output_tokens:
        return facts.input_tokens, facts.output_tokens
    return () if facts.is_error and not facts.has_usage else None


def _share_a_chain(tree: Tree, one: int, other: int) -> bool:
    """Tell whether the parent of one is above the other, but not it itself."""
    if _is_above(tree, one, other) or _is_above(tree, other, one):
        return False
    has_counts = tree.sightings[one].facts.has_usage
    if not has_counts and not _is_one_meanwhile(tree.sightings[one], tree.sightings[other]):
        return False
    if _is_above(tree, tree.parents[one], other) or _is_above(tree, tree.parents[other], one):
        return True
    return _is_outermost(tree, one, other) and _is_one_meanwhile(
        tree.sightings[one], tree.sightings[other]
    )


def _is_outermost(tree: Tree, *positions: int) -> bool:
    """Tell whether nothing but the session is above one of them."""
    return any(not tree.sightings[position].parent_span_id for position in positions)


def _is_one_meanwhile(one: Sighting, other: Sighting) -> bool:
    """Tell whether one began and ended while the other lasted."""
    first, second = sorted((one, other), key=lambda each: each.order)
    return first.end_time_unix_nano >= second.end_time_unix_nano


def _is_above(tree: Tree, above: int, position: int) -> bool:
    for _ in range(WINDOW):
        position = tree.parents[position]
        if NO_PARENT in {position, above} or position == above:
            break
    return position == above != NO_PARENT
