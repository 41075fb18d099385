"""A session's aggregates: what each span contributes, and how contributions are merged.

Every merge operation commutes, so that neither the order of arrival nor the grouping into writes
can matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias, TypeVar

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.model import OperationKind, Span
from agentops_otel.dashboard.store.attribute_bounds import (
    AttributeBounds,
    AttributesOfSpan,
    attributes_of_span,
    bounds_of,
    merge,
)

# Time and value: of several candidates for a name, the earliest wins, then the smallest.
Dated: TypeAlias = tuple[int, str]
FacetKey: TypeAlias = tuple[str, str]
Value = TypeVar("Value", int, Dated)

# In characters. A facet's value is part of a row key.
MAX_VALUE_LENGTH: Final = 1024


class Part(NamedTuple):
    """One span's contribution to the aggregates of its session.

    Attributes:
        first_time: Its start, or its end if the start is unknown.
        errors: Each error name, paired with the name under which it is counted.
        events: Names of its span events.
    """

    kind: OperationKind
    name: str
    start: int
    first_time: int
    end: int
    is_root: bool
    is_error: bool
    claims_session: bool
    session_name: str | None
    user: str | None
    tags: tuple[str, ...]
    service: str | None
    environment: str | None
    errors: tuple[tuple[str, str], ...]
    events: tuple[str, ...]
    attributes: AttributesOfSpan

    @classmethod
    def of(cls, span: Span, facts: Facts) -> Part:
        """Extract the contribution of a span."""
        return cls(
            kind=facts.kind,
            name=span.name,
            start=span.start_time_unix_nano,
            first_time=span.first_time_unix_nano,
            end=span.end_time_unix_nano,
            is_root=not span.parent_span_id,
            is_error=span.status == "error",
            claims_session=facts.claims_session,
            session_name=facts.session_name,
            user=facts.user,
            tags=facts.tags,
            service=span.resource.service,
            environment=span.resource.environment,
            errors=facts.errors,
            events=tuple([event.name for event in span.events]),
            attributes=attributes_of_span(span.attributes),
        )


@dataclass(slots=True)
class FacetCount:
    """How often a session has a facet value.

    Attributes:
        position: For a tag, its lowest index in the tag lists that contain it.
    """

    count: int = 0
    errors: int = 0
    position: int = 0


@dataclass(slots=True)
class Rollup:
    """Aggregates over some spans of one session."""

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
    def of(cls, parts: Sequence[Part]) -> Rollup:
        """Aggregate some spans of one session.

        Most spans of a session share kind, service, environment, user and tags, so these are
        counted once per combination, not per span.
        """
        rollup = cls(attributes=bounds_of(part.attributes for part in parts))
        shared: dict[tuple[object, ...], tuple[Part, FacetCount]] = {}
        for part in parts:
            rollup._add(part)
            key = part.kind, part.service, part.environment, part.user, part.tags
            seen = shared.get(key)
            if seen is None:
                seen = shared[key] = part, FacetCount()
            seen[1].count += 1
            seen[1].errors += part.is_error
        for part, count in shared.values():
            for kind, value, position in _shared_facets(part):
                seen_so_often = FacetCount(count.count, count.errors, position)
                rollup._count((kind, value[:MAX_VALUE_LENGTH]), seen_so_often)
        return rollup

    def _add(self, part: Part) -> None:
        start, is_error = part.first_time, part.is_error
        if start and (self.first_start is None or start < self.first_start):
            self.first_start = start
        if _may_be_least(start, self.span):
            self.span = _least(self.span, (start, part.name))
        self.last_time = max(self.last_time or 0, start, part.end)
        self.spans += 1
        self.events += len(part.events)
        if part.kind != "session":
            self.events += 1
            self.errors += is_error
        self.claims_session |= part.claims_session
        if part.is_root:
            self.has_root_error |= is_error
            self.root = _least(self.root, (start, part.name))
        if part.session_name is not None and _may_be_least(start, self.named):
            self.named = _least(self.named, (start, part.session_name))
        if part.user is not None and _may_be_least(start, self.user):
            self.user = _least(self.user, (start, part.user))
        if part.errors or part.events:
            self._add_own_facets(part)

    def _add_own_facets(self, part: Part) -> None:
        for key in _own_facets(part):
            self._count(key, FacetCount(1, int(part.is_error)))
        for name, _ in part.errors:
            # Names that are not counted are stored, too, so that filters find the error by them.
            self._count(("error", name[:MAX_VALUE_LENGTH]), FacetCount())

    def merge(self, other: Rollup) -> None:
        """Add the aggregates of other spans of the session."""
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
    """Return the lesser of two; None is no candidate."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _shared_facets(part: Part) -> Iterator[tuple[str, str, int]]:
    yield "kind", part.kind, 0
    if part.service is not None:
        yield "service", part.service, 0
    if part.environment is not None:
        yield "environment", part.environment, 0
    if part.user is not None:
        yield "user", part.user, 0
    for position, tag in enumerate(part.tags):
        yield "tag", tag, position


def _own_facets(part: Part) -> Iterator[FacetKey]:
    for error in dict.fromkeys([counted for _, counted in part.errors]):
        yield "error", error[:MAX_VALUE_LENGTH]
    for name in dict.fromkeys(part.events):
        yield "event", name[:MAX_VALUE_LENGTH]
