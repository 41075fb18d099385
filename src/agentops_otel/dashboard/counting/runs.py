"""Find the sightings of each run of a tool, agent or anything else but a model call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final, get_args

from agentops_otel.dashboard.counting.agreement import (
    are_two_views,
    bare_title,
    is_of_server,
    title,
)
from agentops_otel.dashboard.counting.alike import WINDOW, buckets, join_in_time
from agentops_otel.dashboard.counting.recorded import join_run_records
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.counting.twins import Twins
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, NO_OPERATIONS
from agentops_otel.dashboard.model import OperationKind

# Kinds of plain code, which may come between two views of one operation.
_PLAIN: Final[frozenset[OperationKind]] = frozenset(("span", "operation", "task"))
_ALL_BUT_AGENTS: Final = frozenset(get_args(OperationKind)) - {"agent"}


def join_runs(tree: Tree, runs: Twins, calls: Twins) -> None:
    """Join the sightings of each run of a tool, agent or anything else but a model call.

    Args:
        tree: All sightings.
        runs: Groups of them, at first of one each.
        calls: Groups of them, with model calls already joined.
    """
    around = _nearest_around(tree, frozenset(("span",)))
    around_code = _nearest_around(tree, _PLAIN)
    for position, sighting in enumerate(tree.sightings):
        kind = sighting.facts.kind
        if kind in MODEL_KINDS or kind in NO_OPERATIONS or sighting.is_record:
            continue
        above = around[position] if kind in _PLAIN else around_code[position]
        if above != NO_PARENT:
            runs.join_if_agreed(above, position)
    _join_hollow_agents(tree, runs)
    _join_same_tool_call(tree.sightings, runs)
    _join_served(tree.sightings, runs)
    join_run_records(tree.sightings, runs)
    _join_agents_by_their_deeds(tree, runs, (runs, calls))


def _nearest_around(tree: Tree, passed: AbstractSet[OperationKind]) -> list[int]:
    """Return for each sighting the nearest ancestor of a kind that is not in `passed`."""
    around = [NO_PARENT] * len(tree.sightings)
    for position in tree.outside_in:
        parent = tree.parents[position]
        if parent != NO_PARENT:
            is_passed = tree.sightings[parent].facts.kind in passed
            around[position] = around[parent] if is_passed else parent
    return around


def _join_hollow_agents(tree: Tree, runs: Twins) -> None:
    """Join an agent without children with another view of it that has the same parent.

    OpenLLMetry shows the run of a LangGraph agent like this if a tool calls it.
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


def _join_agents_by_their_deeds(tree: Tree, runs: Twins, deeds: Iterable[Twins]) -> None:
    """Join two views of an agent, in separate trees, that have the same call or tool run below.

    Two instrumentations of LangChain that never make their spans current show an agent like this.
    """
    agents = _nearest_around(tree, _ALL_BUT_AGENTS)
    for twins in deeds:
        for position in range(len(tree.sightings)):
            members = twins.members(position) if twins.group(position) == position else ()
            above = dict.fromkeys(agents[each] for each in sorted(members))
            for one, other in pairwise(each for each in above if each != NO_PARENT):
                if are_two_views(tree.sightings[one], tree.sightings[other]):
                    runs.join_if_agreed(one, other)


def _join_same_tool_call(sightings: Sequence[Sighting], runs: Twins) -> None:
    def key(sighting: Sighting) -> tuple[str, str] | None:
        facts = sighting.facts
        return (
            (bare_title(sighting), facts.call_id)
            if facts.kind == "tool" and facts.call_id
            else None
        )

    for alike in buckets(sightings, range(len(sightings)), key):
        join_in_time(sightings, runs, alike)


def _join_served(sightings: Sequence[Sighting], runs: Twins) -> None:
    """Join a tool run of an MCP server with the sibling run by which an agent requested it.

    A server inside the program that runs Claude Code needs this: neither span is inside the other.
    Concurrent runs are joined one to one, the nearest start first.
    """

    def key(sighting: Sighting) -> tuple[tuple[str, str], str] | None:
        is_tool = sighting.facts.kind == "tool" and not sighting.is_record
        return (sighting.parent_key, bare_title(sighting)) if is_tool else None

    for alike in buckets(sightings, range(len(sightings)), key):
        asked = [each for each in alike if is_of_server(title(sightings[each]))]
        for served in (each for each in alike if not is_of_server(title(sightings[each]))):
            before = [each for each in asked if each < served][-WINDOW:]
            for each in reversed(before):
                views = runs.views(runs.group(each))
                if views.isdisjoint(runs.views(runs.group(served))) and runs.can_join(each, served):
                    runs.join(each, served)
                    break
