"""Groups of sightings of one operation."""

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
    """A partition of sightings, at first into groups of one.

    Attributes:
        agree: Returns whether two sightings can be of one operation. It is called with groups
            combined into one sighting each, so that joining is cheap however large they grow.
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
        """Return the group of a sighting: the position of one of its members."""
        return self._leaders[position]

    def members(self, group: int) -> Sequence[int]:
        """Return the positions in a group."""
        return self._members.get(group, (group,))

    def whole(self, group: int) -> Sighting:
        """Return a group combined into one sighting with the facts of all members."""
        return self._wholes.get(group) or self._sightings[group]

    def views(self, group: int) -> AbstractSet[View]:
        """Return the sources of a group's sightings."""
        return self._views.get(group) or {view_of(self._sightings[group])}

    def can_join(self, one: int, other: int) -> bool:
        """Return whether two sightings are in different groups that can be joined."""
        mine, theirs = self.group(one), self.group(other)
        return mine != theirs and self._agree(self.whole(mine), self.whole(theirs))

    def join(self, one: int, other: int) -> None:
        """Join the groups of two sightings, unless they are one already."""
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
        """Join the groups of two sightings if they agree; return whether they are one group now."""
        if self.can_join(one, other):
            self.join(one, other)
        return self.group(one) == self.group(other)

    def groups(self, positions: Iterable[int]) -> Iterator[int]:
        """Return the groups of some sightings, each once, in order."""
        return iter(dict.fromkeys(map(self.group, positions)))


def best_first(sightings: Sequence[Sighting]) -> Sequence[Sighting]:
    """Sort by number of known facts; log records come after spans, raw ones after their call."""
    if len(sightings) == 1:
        return sightings
    return sorted(
        sightings,
        key=lambda each: (each.is_record, each.facts.is_raw, -_told(each.facts), each.order),
    )


def _told(facts: Facts) -> int:
    return sum(getattr(facts, name) not in (None, False, ()) for name in _FACTS)


def _failed(sightings: Sequence[Facts]) -> bool:
    """Return whether an operation failed, apart from what was done with a model's answer.

    If one sighting counts the tokens of a call without an error, an error on a span around it that
    counts none has another cause, such as a tool in the Vercel AI SDK.
    """
    answered = [facts.is_error for facts in sightings if _has_answer(facts)]
    if not all(answered):
        return any(answered)
    return any(facts.is_error for facts in sightings)


def _has_answer(facts: Facts) -> bool:
    return facts.kind in MODEL_KINDS and facts.has_usage


def _settle_input(facts: Facts, other: Facts) -> None:
    """Take the input count that includes the cached tokens, if the first one leaves them out."""
    if leaves_out_cache(facts, other):
        facts.input_tokens = other.input_tokens


def _settle_output(facts: Facts, other: Facts) -> None:
    """Choose one output count where two differ."""
    if facts.output_tokens is None or other.output_tokens is None:
        return
    if leaves_out_thoughts(facts, other) or leaves_out_thoughts(other, facts):
        facts.output_tokens = max(facts.output_tokens, other.output_tokens)
    else:
        # The higher count includes something twice.
        facts.output_tokens = min(facts.output_tokens, other.output_tokens)


def _without_guesses(sighting: Sighting, others: Sequence[Sighting]) -> Sighting:
    """Drop the token counts of a log record whose span, from the same source, has only guesses."""
    is_guess = sighting.is_record and any(
        other.facts.has_guesses and view_of(other)[0] == view_of(sighting)[0] for other in others
    )
    if not is_guess:
        return sighting
    facts = copy(sighting.facts)
    facts.input_tokens = facts.output_tokens = facts.cached_tokens = None
    return replace(sighting, facts=facts)


def combined(sightings: Sequence[Sighting]) -> Sighting:
    """Combine several sightings into one: the facts of the best, completed from the others."""
    if len(sightings) == 1:
        return sightings[0]
    ranked = [_without_guesses(each, sightings) for each in best_first(sightings)]
    facts = copy(ranked[0].facts)
    facts.is_error = _failed([sighting.facts for sighting in sightings])
    facts.is_presumed = all(sighting.facts.is_presumed for sighting in sightings)
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
        has_end=any(each.has_end for each in sightings),
        facts=facts,
    )
