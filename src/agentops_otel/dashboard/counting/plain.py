"""The fast path for counting a session in which no span can repeat another.

Most sessions are like that: one instrumentation of models, calls that do not nest, agents without
sums. The check takes a fraction of the time of `count_once`; each span is then an operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Final

from agentops_otel.dashboard.counting.agreement import is_of_server, title, view_of
from agentops_otel.dashboard.counting.once import Counted
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, NO_OPERATIONS, Facts

# Limits the walk up from every operation, which must not cost more than counting.
_DEEPEST: Final = 32


def count_if_plain(sightings: Sequence[Sighting]) -> list[Counted] | None:
    """Return every operation but plain spans and sessions; None if there may be twins.

    Args:
        sightings: All sightings of the session, each span once, in any order.
    """
    operations = [each for each in sightings if each.facts.kind not in NO_OPERATIONS]
    if (
        any(each.is_record for each in sightings)
        or _may_have_twins(operations)
        or _has_hollow_agent(operations, sightings)
    ):
        return None
    by_key = {sighting.key: sighting for sighting in sightings}
    counted = []
    for sighting in operations:
        above = _ancestors(sighting, by_key)
        if above is None or any(_are_of_one_kind(sighting, each) for each in above):
            return None
        agents = (each.facts.agent for each in above)
        counted.append(_counted(sighting, next(filter(None, agents), None)))
    counted.sort(key=lambda each: each.sightings[0].order)
    return counted


def _may_have_twins(operations: Sequence[Sighting]) -> bool:
    """Return whether an operation could repeat another one next to it, or add up others."""
    views = set()
    names = list[tuple[str, str]]()
    for sighting in operations:
        facts = sighting.facts
        if facts.streamed_ns is not None or facts.is_cumulative:
            return True
        has_sums = facts.has_usage or facts.cost_usd is not None
        if (has_sums and facts.kind not in MODEL_KINDS) or (not has_sums and _counts_parts(facts)):
            return True
        if facts.kind in MODEL_KINDS:
            views.add((view_of(sighting), sighting.span_kind))
            if facts.response_id is not None:
                names.append(("response", facts.response_id))
        elif facts.kind == "tool" and is_of_server(title(sighting)):
            return True
        elif facts.kind == "tool" and facts.call_id is not None:
            names.append(("call", facts.call_id))
    return len(views) > 1 or len(set(names)) < len(names)


def _has_hollow_agent(operations: Sequence[Sighting], sightings: Sequence[Sighting]) -> bool:
    """Return whether an agent without children has a sibling of the same name with children."""
    agents = [each for each in operations if each.facts.kind == "agent"]
    parents = {each.parent_key for each in sightings} if agents else set()
    hollow = {(each.parent_key, title(each)) for each in agents if each.key not in parents}
    return bool(hollow) and any(
        (each.parent_key, title(each)) in hollow for each in agents if each.key in parents
    )


def _counts_parts(facts: Facts) -> bool:
    parts = (facts.cached_tokens, facts.cache_write_tokens, facts.reasoning_tokens)
    return any(part is not None for part in parts)


def _ancestors(
    sighting: Sighting, by_key: dict[tuple[str, str], Sighting]
) -> list[Sighting] | None:
    """Return a span's ancestors, the nearest first; None if they are too many, or a cycle."""
    found: list[Sighting] = []
    above = by_key.get(sighting.parent_key)
    while above is not None:
        if len(found) == _DEEPEST:
            return None
        found.append(above)
        above = by_key.get(above.parent_key)
    return found


def _are_of_one_kind(one: Sighting, other: Sighting) -> bool:
    mine, theirs = one.facts.kind, other.facts.kind
    return mine == theirs or (mine in MODEL_KINDS and theirs in MODEL_KINDS)


def _counted(sighting: Sighting, agent: str | None) -> Counted:
    return Counted(
        name=title(sighting),
        start_time_unix_nano=sighting.start_time_unix_nano,
        end_time_unix_nano=sighting.end_time_unix_nano,
        facts=_of_agent(sighting.facts, agent),
        sightings=(sighting,),
    )


def _of_agent(facts: Facts, agent: str | None) -> Facts:
    if facts.agent is not None or agent is None:
        return facts
    known = copy(facts)
    known.agent = agent
    return known
