"""Join calls of two instrumentations whose spans do not nest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

from agentops_otel.dashboard.counting.agreement import names_a_model, view_of
from agentops_otel.dashboard.counting.alike import WINDOW, buckets
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.counting.twins import Twins

Key = TypeVar("Key")

# The token counts of a call, or `()` if it failed.
_Outcome: TypeAlias = tuple[int, int] | tuple[()]


def join_siblings(tree: Tree, calls: Twins, spans: Sequence[int]) -> None:
    """Join calls side by side, one to one, the nearest start first.

    They have the same parent; or both have the same counts or both failed, and the parent of one is
    a further ancestor of the other: an instrumentation whose spans are never current, like
    OpenInference's for LangChain, leaves a client's spans next to its outermost span. The session
    is the ancestor of everything without a parent, in any trace. If both name their response, the
    response ids have already decided.
    """
    for siblings in _of_several_sources(tree, spans, lambda sighting: sighting.parent_key):
        for place, position in enumerate(siblings):
            for other in reversed(siblings[max(0, place - WINDOW) : place]):
                if _can_join(tree, calls, other, position):
                    calls.join(other, position)
                    break
    for alike in _of_several_sources(tree, spans, _outcome):
        for place, position in enumerate(alike):
            for other in reversed(alike[max(0, place - WINDOW) : place]):
                if _can_join(tree, calls, other, position) and _share_a_chain(
                    tree, other, position
                ):
                    calls.join(other, position)
                    break


def _of_several_sources(
    tree: Tree, spans: Sequence[int], key: Callable[[Sighting], Key | None]
) -> Iterator[list[int]]:
    """Yield the buckets in which some can join: those of one source never do."""
    for bucket in buckets(tree.sightings, spans, key):
        if len({view_of(tree.sightings[position]) for position in bucket}) > 1:
            yield bucket


def _can_join(tree: Tree, calls: Twins, one: int, other: int) -> bool:
    """Return whether both name a model, their groups' sources are disjoint, and they can join."""
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
    """Return whether the parent of one is an ancestor of the other, but neither of them itself."""
    if _is_above(tree, one, other) or _is_above(tree, other, one):
        return False
    mine, theirs = tree.sightings[one], tree.sightings[other]
    is_meanwhile = _is_one_meanwhile(mine, theirs)
    if not mine.facts.has_usage and not is_meanwhile:
        return False
    if _is_above(tree, tree.parents[one], other) or _is_above(tree, tree.parents[other], one):
        return True
    lack_end = not (mine.has_end and theirs.has_end)
    return _is_outermost(tree, one, other) and (is_meanwhile or lack_end)


def _is_outermost(tree: Tree, *positions: int) -> bool:
    """Return whether one of them has nothing but the session above it."""
    return any(not tree.sightings[position].parent_span_id for position in positions)


def _is_one_meanwhile(one: Sighting, other: Sighting) -> bool:
    """Return whether one started and ended while the other was running."""
    first, second = sorted((one, other), key=lambda each: each.order)
    return first.end_time_unix_nano >= second.end_time_unix_nano


def _is_above(tree: Tree, above: int, position: int) -> bool:
    for _ in range(WINDOW):
        position = tree.parents[position]
        if NO_PARENT in {position, above} or position == above:
            break
    return position == above != NO_PARENT
