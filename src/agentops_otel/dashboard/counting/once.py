"""Count each operation once: group its sightings, and decide whose token counts are its own.

docs/explanation/counting-calls.md explains the rules.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TypeAlias

from agentops_otel.dashboard.counting.agreement import (
    is_one_call,
    is_one_run,
    names_a_model,
    tells_of_an_answer,
    title,
)
from agentops_otel.dashboard.counting.joining import join_calls
from agentops_otel.dashboard.counting.rounds import Rounds, settle_rounds
from agentops_otel.dashboard.counting.runs import join_runs
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.counting.twins import Twins, best_first, combined
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, NO_OPERATIONS, USAGE, Facts

# Order by start; where a coarse clock ties, a parent comes before its children.
_Place: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """One operation.

    Attributes:
        name: Name of the tool, agent or workflow; else of the span.
        facts: The combined facts. Token counts and cost are the operation's own: they are None if
            they repeat those of operations below, so that sums over operations are correct.
        sightings: The spans and log records that stand for it, the most informative first.
        round: Of a call whose span goes on to the end of a tool loop, and records the last answer
            of it, the place in that loop, from 0.
    """

    name: str
    start_time_unix_nano: int
    end_time_unix_nano: int
    facts: Facts
    sightings: tuple[Sighting, ...]
    round: int | None = None


def count_once(sightings: Iterable[Sighting]) -> list[Counted]:
    """Return every operation of a session once, plain spans included, ordered by start.

    Args:
        sightings: All sightings of the session, in any order; of two of one span, the one with the
            later end counts.
    """
    tree = Tree(sightings)
    rounds = settle_rounds(tree)
    calls = Twins(tree.sightings, is_one_call)
    runs = Twins(tree.sightings, is_one_run)
    wrappers = join_calls(tree, calls, rounds.places)
    join_runs(tree, runs, calls)
    no_calls = _no_calls(tree, calls, rounds.places)
    owners = _owners_of_usage(tree, calls, runs, no_calls)
    agents = _agents(tree)
    counted: list[tuple[_Place, Counted]] = []
    for position in range(len(tree.sightings)):
        twins = calls if tree.sightings[position].facts.kind in MODEL_KINDS else runs
        if twins.group(position) == position and position not in no_calls:
            members = sorted(twins.members(position))
            timed = [member for member in members if member not in wrappers] or members
            place = min(_place(tree, member) for member in timed)
            found = _counted(tree, members, timed, owners, agents)
            counted.append((place, _restored(found, members, rounds)))
    counted.sort(key=lambda each: each[0])
    return [each for _, each in counted]


def _place(tree: Tree, position: int) -> _Place:
    return tree.sightings[position].start_time_unix_nano, tree.depths[position], position


def _counted(
    tree: Tree,
    members: Sequence[int],
    timed: Sequence[int],
    owners: bytearray,
    agents: list[str | None],
) -> Counted:
    ranked = best_first([tree.sightings[position] for position in members])
    whole = combined(ranked)
    facts = whole.facts
    if facts.kind != "span":
        facts = copy(facts)
        facts.agent = facts.agent or next(filter(None, (agents[each] for each in members)), None)
        if whole.is_record and facts.request_model is None:
            facts.request_model = _model_around(tree, members[0])
    if not any(owners[position] for position in members):
        facts = _without_usage(facts)
    return Counted(
        name=title(whole),
        start_time_unix_nano=min(tree.sightings[each].start_time_unix_nano for each in timed),
        end_time_unix_nano=max(tree.sightings[each].end_time_unix_nano for each in timed),
        facts=facts,
        sightings=tuple(ranked),
    )


def _restored(counted: Counted, members: Iterable[int], rounds: Rounds) -> Counted:
    """Return an operation with its sightings as they were recorded, and its place in a loop."""
    if not rounds.originals:
        return counted
    return replace(
        counted,
        sightings=tuple(rounds.originals.get(each, each) for each in counted.sightings),
        round=next((rounds.places[each] for each in members if each in rounds.places), None),
    )


def _model_around(tree: Tree, position: int) -> str | None:
    """Return the requested model of the call in whose span a log record was written."""
    parent = tree.parents[position]
    if parent == NO_PARENT or tree.sightings[parent].facts.kind not in MODEL_KINDS:
        return None
    return tree.sightings[parent].facts.request_model


def _without_usage(facts: Facts) -> Facts:
    if all(getattr(facts, name) is None for name in USAGE):
        return facts
    counted = copy(facts)
    for name in USAGE:
        setattr(counted, name, None)
    return counted


def _agents(tree: Tree) -> list[str | None]:
    """Return the agent of each sighting: its own, or that of the nearest ancestor."""
    agents: list[str | None] = [None] * len(tree.sightings)
    for position in tree.outside_in:
        parent = tree.parents[position]
        inherited = agents[parent] if parent != NO_PARENT else None
        agents[position] = tree.sightings[position].facts.agent or inherited
    return agents


def _no_calls(tree: Tree, calls: Twins, asking: Container[int]) -> set[int]:
    """Return the groups that only forward, repeat or add up the calls below them.

    Args:
        tree: All sightings.
        calls: Groups of them.
        asking: Positions of calls that made a request of their own before those below.
    """
    told_below = _told_below(tree, calls)
    no_calls = set()
    for position, sighting in enumerate(tree.sightings):
        if sighting.facts.kind not in MODEL_KINDS or position in asking:
            continue
        group, parent = calls.group(position), tree.parents[position]
        told = tells_of_an_answer(calls.whole(group).facts)
        if sighting.is_record and len(calls.members(group)) == 1:
            is_repetition = parent != NO_PARENT and bool(told_below[parent])
            if is_repetition or not told or _only_speaks(tree, position):
                no_calls.add(group)
        elif told_below[position] and not told:
            no_calls.add(group)
    parts = _parts(tree, calls)
    return no_calls.union(group for group in parts if _is_sum(calls, group, parts[group]))


def _only_speaks(tree: Tree, position: int) -> bool:
    """Return whether a log record has only messages, which those of an agent or tool may be."""
    facts, parent = tree.sightings[position].facts, tree.parents[position]
    is_call = names_a_model(facts) or facts.has_usage or facts.response_id or facts.is_error
    return (
        not is_call
        and parent != NO_PARENT
        and tree.sightings[parent].facts.kind not in NO_OPERATIONS
    )


def _told_below(tree: Tree, calls: Twins) -> bytearray:
    """Mark the sightings that have the span of an answered or failed call below them."""
    told_below = bytearray(len(tree.sightings))
    for position in reversed(tree.outside_in):
        sighting, parent = tree.sightings[position], tree.parents[position]
        tells = (
            sighting.facts.kind in MODEL_KINDS
            and not sighting.is_record
            and tells_of_an_answer(calls.whole(calls.group(position)).facts)
        )
        if parent != NO_PARENT and (tells or told_below[position]):
            told_below[parent] = True
    return told_below


def _parts(tree: Tree, calls: Twins) -> dict[int, set[int]]:
    """Return for each group of calls the nearest groups below it."""
    around = [NO_PARENT] * len(tree.sightings)
    parts: dict[int, set[int]] = {}
    for position in tree.outside_in:
        parent = tree.parents[position]
        if parent != NO_PARENT:
            is_model = tree.sightings[parent].facts.kind in MODEL_KINDS
            around[position] = parent if is_model else around[parent]
        if around[position] != NO_PARENT and tree.sightings[position].facts.kind in MODEL_KINDS:
            above, group = calls.group(around[position]), calls.group(position)
            if above != group:
                parts.setdefault(above, set()).add(group)
    return parts


def _is_sum(calls: Twins, group: int, parts: set[int]) -> bool:
    """Return whether counts are of several calls: their sum, or of what only looks like a call."""
    facts = calls.whole(group).facts
    each = [calls.whole(part).facts for part in parts]
    if facts.is_presumed and any(map(tells_of_an_answer, each)):
        return True
    return (
        len(each) > 1
        and facts.has_usage
        and facts.input_tokens == sum(part.input_tokens or 0 for part in each)
        and (facts.output_tokens or 0) == sum(part.output_tokens or 0 for part in each)
    )


def _owners_of_usage(tree: Tree, calls: Twins, runs: Twins, no_calls: set[int]) -> bytearray:
    """Mark the sightings whose usage counts: model calls, and others with none such below."""
    owners = bytearray(len(tree.sightings))
    counted_below = bytearray(len(tree.sightings))
    for position in reversed(tree.outside_in):
        sighting = tree.sightings[position]
        facts = sighting.facts
        if facts.kind in MODEL_KINDS:
            group = calls.group(position)
            owns = _has_sums(calls.whole(group).facts) and group not in no_calls
        else:
            owns = not sighting.is_record and _is_sum_of_its_own(facts, counted_below[position])
        owners[position] = owns
        parent = tree.parents[position]
        if parent != NO_PARENT and (owns or counted_below[position]):
            counted_below[parent] = True
    for position, sighting in enumerate(tree.sightings):
        if sighting.facts.kind not in MODEL_KINDS and _has_sums(sighting.facts):
            members = runs.members(runs.group(position))
            places = [tree.parents[position], *members] if sighting.is_record else members
            is_repeated = any(place != NO_PARENT and counted_below[place] for place in places)
            owners[position] = _is_sum_of_its_own(sighting.facts, is_repeated)
    return owners


def _is_sum_of_its_own(facts: Facts, is_counted_below: object) -> bool:
    return _has_sums(facts) and facts.kind not in NO_OPERATIONS and not is_counted_below


def _has_sums(facts: Facts) -> bool:
    return facts.has_usage or facts.cost_usd is not None
