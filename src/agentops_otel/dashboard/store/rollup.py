"""What a session's numbers are made of: one span's part, and how parts are put together.

Every operator commutes, so that neither order of arrival nor grouping into writes can matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.store.attribute_bounds import AttributeBounds, merge, widen

# When, and what: of several candidates for a name the earliest counts, then the smallest.
Dated: TypeAlias = tuple[int, str]
FacetKey: TypeAlias = tuple[str, str]
Value = TypeVar("Value", int, Dated)

# A facet's value is a row key.
MAX_VALUE_LENGTH: Final = 1024


@dataclass(slots=True)
class FacetCount:
    """How often a session has a value of a facet.

    Attributes:
        position: Of a tag: its first place in the lists that it came in.
    """

    count: int = 0
    errors: int = 0
    position: int = 0


@dataclass(slots=True)
class Rollup:
    """Numbers over some spans of one session."""

    first_start: int | None = None
    last_time: int | None = None
    spans: int = 0
    events: int = 0
    errors: int = 0
    claims_session: bool = False
    has_root_error: bool = False
    named: Dated | None = None
    root: Dated | None = None
    span: Dated | None = None
    user: Dated | None = None
    facets: dict[FacetKey, FacetCount] = field(default_factory=dict)
    attributes: AttributeBounds = field(default_factory=dict)

    @classmethod
    def of(cls, spans: Iterable[tuple[Span, Facts]]) -> Rollup:
        """Work out the numbers of some spans of one session.

        Most spans of a session share what they are counted by, so that is counted together.
        """
        rollup = cls()
        shared: dict[tuple[object, ...], tuple[Span, Facts, FacetCount]] = {}
        for span, facts in spans:
            rollup._add(span, facts)
            key = facts.kind, id(span.resource), facts.user, facts.tags
            seen = shared.get(key)
            if seen is None:
                seen = shared[key] = span, facts, FacetCount()
            seen[2].count += 1
            seen[2].errors += span.status == "error"
        for span, facts, count in shared.values():
            for kind, value, position in _shared_facets(span, facts):
                seen_so_often = FacetCount(count.count, count.errors, position)
                rollup._count((kind, value[:MAX_VALUE_LENGTH]), seen_so_often)
        return rollup

    def _add(self, span: Span, facts: Facts) -> None:
        start = span.first_time_unix_nano
        is_error = span.status == "error"
        if start and (self.first_start is None or start < self.first_start):
            self.first_start = start
        if _may_be_least(start, self.span):
            self.span = _least(self.span, (start, span.name))
        self.last_time = max(self.last_time or 0, start, span.end_time_unix_nano)
        self.spans += 1
        self.events += len(span.events)
        if facts.kind != "session":
            self.events += 1
            self.errors += is_error
        self.claims_session |= facts.claims_session
        if not span.parent_span_id:
            self.has_root_error |= is_error
            self.root = _least(self.root, (start, span.name))
        if facts.session_name is not None and _may_be_least(start, self.named):
            self.named = _least(self.named, (start, facts.session_name))
        if facts.user is not None and _may_be_least(start, self.user):
            self.user = _least(self.user, (start, facts.user))
        widen(self.attributes, span.attributes)
        if facts.errors or span.events:
            self._add_own_facets(span, facts)

    def _add_own_facets(self, span: Span, facts: Facts) -> None:
        for key in _own_facets(span, facts):
            self._count(key, FacetCount(1, int(span.status == "error")))
        for name, _ in facts.errors:
            # Also a name that counts nothing finds the error.
            self._count(("error", name[:MAX_VALUE_LENGTH]), FacetCount())

    def merge(self, other: Rollup) -> None:
        """Add the numbers of other spans of the session."""
        self.first_start = _least(self.first_start, other.first_start)
        self.last_time = max(self.last_time or 0, other.last_time or 0)
        self.spans += other.spans
        self.events += other.events
        self.errors += other.errors
        self.claims_session |= other.claims_session
        self.has_root_error |= other.has_root_error
        self.named = _least(self.named, other.named)
        self.root = _least(self.root, other.root)
        self.span = _least(self.span, other.span)
        self.user = _least(self.user, other.user)
        for key, facet in other.facets.items():
            self._count(key, facet)
        merge(self.attributes, other.attributes)

    def _count(self, key: FacetKey, seen: FacetCount) -> None:
        facet = self.facets.get(key)
        if facet is None:
            self.facets[key] = seen
        else:
            facet.count += seen.count
            facet.errors += seen.errors
            facet.position = min(facet.position, seen.position)


def _may_be_least(start: int, known: Dated | None) -> bool:
    return known is None or start <= known[0]


def _least(one: Value | None, other: Value | None) -> Value | None:
    """Give the lesser of two; None is no candidate."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _shared_facets(span: Span, facts: Facts) -> Iterator[tuple[str, str, int]]:
    yield "kind", facts.kind, 0
    if (service := span.resource.service) is not None:
        yield "service", service, 0
    if (environment := span.resource.environment) is not None:
        yield "environment", environment, 0
    if facts.user is not None:
        yield "user", facts.user, 0
    for position, tag in enumerate(facts.tags):
        yield "tag", tag, position


def _own_facets(span: Span, facts: Facts) -> Iterator[FacetKey]:
    for error in dict.fromkeys([counted for _, counted in facts.errors]):
        yield "error", error[:MAX_VALUE_LENGTH]
    for name in dict.fromkeys([event.name for event in span.events]):
        yield "event", name[:MAX_VALUE_LENGTH]
