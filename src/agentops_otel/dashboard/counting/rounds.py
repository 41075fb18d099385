"""Give each call of a tool loop its own share where a producer records sums, or the last call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import pairwise

from agentops_otel.dashboard.counting.agreement import has_same_usage, view_of
from agentops_otel.dashboard.counting.alike import buckets
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.counting.tree import NO_PARENT, Tree
from agentops_otel.dashboard.dialects.facts import USAGE, Facts


@dataclass(frozen=True, slots=True)
class Rounds:
    """The calls of tool loops that were given their own share.

    Attributes:
        places: By position, the place in its loop, from 0, of each call whose span goes on to the
            end of the loop and records the last answer.
        originals: The sightings as recorded, by those that took their place in the tree.
    """

    places: Mapping[int, int] = field(default_factory=dict)
    originals: Mapping[Sighting, Sighting] = field(default_factory=dict)


def settle_rounds(tree: Tree) -> Rounds:
    """Replace the sightings of such calls in the tree by what is their own."""
    places: dict[int, int] = {}
    settled = _without_earlier_counts(tree.sightings)
    for position, tools_began in _going_on(tree).items():
        places[position] = places.get(tree.parents[position], -1) + 1
        settled[position] = _without_last_answer(tree.sightings[position], tools_began)
    originals = {own: tree.sightings[position] for position, own in settled.items()}
    tree.settle(settled)
    return Rounds(places, originals)


def _going_on(tree: Tree) -> dict[int, int]:
    """Return the calls that ask again inside their own span, outermost first.

    The libraries for Ruby and the streams of Spring AI 1 call themselves once their tools have run.
    So a tool comes first below such a call, where below a wrapper it would be the first request,
    and then one call of the same name and instrumentation, whose answer both record. A wrapper has
    a name of its own: Vercel's may also begin with a tool, one that was waiting for approval.

    Returns:
        By position, when the tools below the call began: when it was answered.
    """
    tools: dict[int, int] = {}
    calls: dict[int, list[int]] = {}
    for position in tree.outside_in:
        parent, sighting = tree.parents[position], tree.sightings[position]
        if parent == NO_PARENT or sighting.is_record or tree.sightings[parent].facts.kind != "llm":
            continue
        if sighting.facts.kind == "tool":
            start = sighting.start_time_unix_nano
            tools[parent] = min(start, tools.get(parent, start))
        elif sighting.facts.kind == "llm" and view_of(sighting) == view_of(tree.sightings[parent]):
            calls.setdefault(parent, []).append(position)
    return {
        position: tools[position]
        for position, inner in calls.items()
        if position in tools
        and len(inner) == 1
        and tools[position] < tree.sightings[inner[0]].start_time_unix_nano
        and _repeats(tree.sightings[position], tree.sightings[inner[0]])
    }


def _repeats(outer: Sighting, inner: Sighting) -> bool:
    return outer.name == inner.name and (
        not outer.facts.has_usage or has_same_usage(outer.facts, inner.facts)
    )


def _without_last_answer(sighting: Sighting, tools_began: int) -> Sighting:
    """Drop what the last call answered. This one was answered too, as tools ran after it."""
    facts = copy(sighting.facts)
    for name in (*USAGE, "response_id", "response_model"):
        setattr(facts, name, None)
    facts.has_reply = facts.is_error = False
    facts.errors = ()
    return replace(sighting, facts=facts, end_time_unix_nano=tools_began)


def _without_earlier_counts(sightings: Sequence[Sighting]) -> dict[int, Sighting]:
    """Subtract from each call of a loop what it adds of the calls before it."""
    settled: dict[int, Sighting] = {}
    calls = [place for place, each in enumerate(sightings) if each.facts.is_cumulative]
    if not calls:
        return settled
    tools: dict[tuple[str, str], list[int]] = {}
    for each in sightings:
        if each.facts.kind == "tool":
            tools.setdefault(each.parent_key, []).append(each.start_time_unix_nano)
    for siblings in buckets(sightings, calls, lambda sighting: sighting.parent_key):
        beside = tools.get(sightings[siblings[0]].parent_key, ())
        for before, after in pairwise(siblings):
            rest = _less(sightings[after], sightings[before].facts)
            own = settled.get(before, sightings[before]).facts
            if _ran_between(beside, sightings[before], sightings[after]) and _goes_on(own, rest):
                settled[after] = rest
    return settled


def _ran_between(tools: Iterable[int], before: Sighting, after: Sighting) -> bool:
    return any(before.end_time_unix_nano <= start <= after.start_time_unix_nano for start in tools)


def _goes_on(before: Facts, rest: Sighting) -> bool:
    """Return whether the rest of a call's counts can be its own: of the same prompt and more."""
    return (
        (before.input_tokens or 0) <= (rest.facts.input_tokens or 0)
        and bool(rest.facts.input_tokens)
        and bool(rest.facts.output_tokens)
    )


def _less(sighting: Sighting, earlier: Facts) -> Sighting:
    facts = copy(sighting.facts)
    for name in USAGE:
        mine, theirs = getattr(facts, name), getattr(earlier, name)
        if mine is not None and theirs is not None:
            setattr(facts, name, max(0, mine - theirs))
    return replace(sighting, facts=facts)
