"""The spans of a batch, prepared for writing: facts extracted and content encoded.

Preparing takes as long as writing, and needs neither the file nor other batches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Final

from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.model import (
    Batch,
    LogRecord,
    Resource,
    Scope,
    Span,
    SpanKind,
    StatusCode,
)
from agentops_otel.dashboard.store.rollup import Part
from agentops_otel.dashboard.store.sqlite import content, span_content
from agentops_otel.dashboard.store.sqlite.facts import pack_facts
from agentops_otel.dashboard.store.sqlite.word_texts import indexable
from agentops_otel.dashboard.store.states import SessionSpan, session_span_of


@dataclass(slots=True)
class Arrival:
    """A span on its way into the file.

    Attributes:
        key: Id of the session that the span itself names.
        span_kind: OpenTelemetry's span kind.
        facts: The facts that the span states, packed.
        part: Its contribution to its session's aggregates.
        links: Ids of the traces that it links to.
        session_span: Its facts about the session, if it is a session span.
        text: Its text in the word index.
        session: Row number of its session, once placed.
        n: Its own row number, once inserted.
    """

    trace: bytes
    id: bytes
    parent: bytes | None
    key: str | None
    span_kind: SpanKind
    status: StatusCode
    response_id: str | None
    facts: str | None
    part: Part
    links: tuple[str, ...]
    session_span: SessionSpan | None
    resource: Resource
    scope: Scope
    text: str
    content: bytes
    digest: int
    session: int = 0
    n: int = 0

    def __reduce__(self) -> tuple[type[Arrival], tuple[object, ...]]:
        """Pickle only the values, which takes a third of the time that pickling names takes."""
        return Arrival, _values(self)

    @property
    def version(self) -> tuple[int, int]:
        """The order of a span's versions, the greatest of which wins: by end, then by digest."""
        return self.part.end, self.digest

    @property
    def identity(self) -> tuple[bytes, bytes, str | None]:
        """The identity of a span. The same ids with two different session keys are two spans."""
        return self.trace, self.id, self.key


_values: Final = attrgetter(*[field.name for field in fields(Arrival)])


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch, prepared for writing.

    Attributes:
        received_unix_nano: When the server received it.
    """

    received_unix_nano: int
    arrivals: tuple[Arrival, ...]
    log_records: tuple[LogRecord, ...]


def prepare(batch: Batch) -> Prepared:
    """Read and encode the spans of a batch."""
    return Prepared(batch.received_unix_nano, tuple(map(_arrival, batch.spans)), batch.log_records)


def winners(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Return only the winning version of each span.

    A version that names its session wins over those that do not.
    """
    found: dict[tuple[bytes, bytes, str | None], Arrival] = {}
    keyed = set[tuple[bytes, bytes]]()
    for arrival in arrivals:
        identity = arrival.identity
        known = found.get(identity)
        if known is None or known.version < arrival.version:
            found[identity] = arrival
        if arrival.key is not None:
            keyed.add((arrival.trace, arrival.id))
    return [
        arrival
        for arrival in found.values()
        if arrival.key is not None or (arrival.trace, arrival.id) not in keyed
    ]


def _arrival(span: Span) -> Arrival:
    encoded = span_content.encode(span)
    columns = (
        f"{span.parent_span_id} {span.start_time_unix_nano} {span.status} {span.kind} {span.name}"
    )
    facts = read_facts(span)
    return Arrival(
        trace=bytes.fromhex(span.trace_id),
        id=bytes.fromhex(span.span_id),
        parent=bytes.fromhex(span.parent_span_id) or None,
        key=facts.session_key,
        span_kind=span.kind,
        status=span.status,
        response_id=facts.response_id,
        facts=pack_facts(facts),
        part=Part.of(span, facts),
        links=tuple([link.trace_id for link in span.links]),
        session_span=session_span_of(span, facts) if facts.kind == "session" else None,
        resource=span.resource,
        scope=span.scope,
        text=indexable(span),
        content=encoded,
        digest=content.digest(columns.encode(), encoded),
    )
