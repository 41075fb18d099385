"""Groups of sightings that are of one operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import fields, replace
from typing import Final

from agentops_otel.dashboard.counting.agreement import (
    View,
    leaves_out_cache,
    leaves_out_thoughts,
    view_of,
)
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, Facts
from agentops_otel.dashboard.dialects.providers import is_framework
from agentops_otel.dashboard.dialects.reading import leave_out_answer

_FACTS: Final = tuple(field.name for field in fields(Facts))
_JOINED: Final = frozenset(("has_reply", "claims_session"))


class Twins:
    """A partition of sightings, at first each by itself.

    Attributes:
        agree: Whether two sightings can be of one operation. It is asked about what the groups say
            as wholes, so that joining is cheap however large they grow.
    """

    def __init__(
        self, sightings: Sequence[Sighting], agree: Callable[[Sighting, Sighting], bool]
    ) -> None:
        self._sightings = sightings
        self._agree = agree
        self._leaders = list(range(len(sightings)))
        self._members: dict[int, list[int]] = {}
        self._wholes: dict[int, Sighting] = {}
        self._views: dict[int, set[View]] = {}

    def group(self, position: int) -> int:
        """Name the group of a sighting: the position of one of its members."""
        return self._leaders[position]

    def members(self, group: int) -> Sequence[int]:
        """Give the positions of a group."""
        return self._members.get(group, (group,))

    def whole(self, group: int) -> Sighting:
        """Give a group as one sighting that says what any of its members says."""
        return self._wholes.get(group) or self._sightings[group]

    def views(self, group: int) -> AbstractSet[View]:
        """Give the places that the sightings of a group come from."""
        return self._views.get(group) or {view_of(self._sightings[group])}

    def can_join(self, one: int, other: int) -> bool:
        """Tell whether the groups of two sightings are two, and may be one."""
        mine, theirs = self.group(one), self.group(other)
        return mine != theirs and self._agree(self.whole(mine), self.whole(theirs))

    def join(self, one: int, other: int) -> None:
        """Make one group of those of two sightings, if they are not of one already."""
        if self.group(one) == self.group(other):
            return
        larger, smaller = sorted(
            (self.group(one), self.group(other)),
            key=lambda group: (-len(self.members(group)), group),
        )
        self._views.setdefault(larger, set(self.views(larger))).update(self.views(smaller))
        self._wholes[larger] = combined((self.whole(larger), self.whole(smaller)))
        self._members.setdefault(larger, [larger]).extend(self.members(smaller))
        for position in self.members(smaller):
            self._leaders[position] = larger

    def join_if_agreed(self, one: int, other: int) -> bool:
        """Join the groups of two sightings if they can be; tell whether they are one now."""
        if self.can_join(one, other):
            self.join(one, other)
        return self.group(one) == self.group(other)

    def groups(self, positions: Iterable[int]) -> Iterator[int]:
        """Give the groups of some sightings, each once, in their order."""
        return iter(dict.fromkeys(map(self.group, positions)))


def best_first(sightings: Sequence[Sighting]) -> Sequence[Sighting]:
    """Order by how much each tells; spans before log records, and what is raw behind its call."""
    if len(sightings) == 1:
        return sightings
    return sorted(
        sightings,
        key=lambda each: (each.is_record, each.facts.is_raw, -_told(each.facts), each.order),
    )


def _told(facts: Facts) -> int:
    return sum(getattr(facts, name) not in (None, False, ()) for name in _FACTS)


def _failed(sightings: Sequence[Facts]) -> bool:
    """Tell whether what several show failed, other than what was done with the answer of a model.

    Of a call whose answer one of them counted without an error, a span around it that counts
    nothing failed by something else: Vercel's by a tool.
    """
    answered = [facts.is_error for facts in sightings if _has_answer(facts)]
    if not all(answered):
        return any(answered)
    return any(facts.is_error for facts in sightings)


def _has_answer(facts: Facts) -> bool:
    return facts.kind in MODEL_KINDS and facts.has_usage


def _settle_input(facts: Facts, other: Facts) -> None:
    """Count what a cache had of the prompt, where one of two sightings leaves it out."""
    if leaves_out_cache(facts, other):
        facts.input_tokens = other.input_tokens


def _settle_output(facts: Facts, other: Facts) -> None:
    """Settle on one output count where two differ."""
    if facts.output_tokens is None or other.output_tokens is None:
        return
    if leaves_out_thoughts(facts, other) or leaves_out_thoughts(other, facts):
        facts.output_tokens = max(facts.output_tokens, other.output_tokens)
    else:
        # Whoever counts more has counted something twice.
        facts.output_tokens = min(facts.output_tokens, other.output_tokens)


def combined(sightings: Sequence[Sighting]) -> Sighting:
    """Make one sighting of several: what the best of them says, completed by the others."""
    if len(sightings) == 1:
        return sightings[0]
    ranked = best_first(sightings)
    facts = copy(ranked[0].facts)
    facts.is_error = _failed([sighting.facts for sighting in sightings])
    for other in (sighting.facts for sighting in ranked[1:]):
        _settle_input(facts, other)
        for name in _FACTS:
            mine, theirs = getattr(facts, name), getattr(other, name)
            if mine in (None, ()) or (name in _JOINED and theirs):
                setattr(facts, name, theirs)
        _settle_output(facts, other)
        if other.is_raw:
            facts.response_id = other.response_id or facts.response_id
            facts.response_model = other.response_model or facts.response_model
        if is_framework(facts.provider) and not is_framework(other.provider):
            facts.provider = other.provider
    leave_out_answer(facts)
    return replace(
        ranked[0],
        start_time_unix_nano=min(each.start_time_unix_nano for each in sightings),
        end_time_unix_nano=max(each.end_time_unix_nano for each in sightings),
        facts=facts,
    )
