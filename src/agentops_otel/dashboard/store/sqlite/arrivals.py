"""The spans of a batch, prepared for writing: facts extracted and content encoded.

Preparing takes as long as writing, and needs neither the file nor other batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final, NamedTuple

from agentops_otel.dashboard.dialects.facts import Facts
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
from agentops_otel.dashboard.store.attribute_bounds import AttributesOfSpan
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

    @property
    def version(self) -> tuple[int, int]:
        """The order of a span's versions, the greatest of which wins: by end, then by digest."""
        return self.part.end, self.digest

    @property
    def identity(self) -> tuple[bytes, bytes, str | None]:
        """The identity of a span. The same ids with two different session keys are two spans."""
        return self.trace, self.id, self.key


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch, prepared for writing.

    Attributes:
        received_unix_nano: When the server received it.
    """

    received_unix_nano: int
    arrivals: tuple[Arrival, ...]
    log_records: tuple[LogRecord, ...]

    def __reduce__(self) -> tuple[Callable[..., Prepared], tuple[object, ...]]:
        """Pickle values in columns, which takes half of the time that pickling objects takes."""
        return _restored, (self.received_unix_nano, _columns(self.arrivals), self.log_records)


def prepare(batch: Batch) -> Prepared:
    """Read and encode the spans of a batch.

    Each step is done for all spans before the next one: a processor's caches hold the code and data
    of a step, but not of all of them, so that span by span takes a third longer.
    """
    spans = batch.spans
    facts = list(map(read_facts, spans))
    packed = list(map(pack_facts, facts))
    parts = list(map(Part.of, spans, facts))
    contents = list(map(span_content.encode, spans))
    digests = list(map(_digest, spans, contents))
    texts = list(map(indexable, spans))
    encoded = map(_Encoded, packed, contents, digests, texts)
    arrivals = map(_arrival, spans, facts, parts, encoded)
    return Prepared(batch.received_unix_nano, tuple(arrivals), batch.log_records)


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


class _Encoded(NamedTuple):
    """What is stored of a span, apart from its columns; see `Arrival`."""

    facts: str | None
    content: bytes
    digest: int
    text: str


def _digest(span: Span, encoded: bytes) -> int:
    columns = (
        f"{span.parent_span_id} {span.start_time_unix_nano} {span.status} {span.kind} {span.name}"
    )
    return content.digest(columns.encode(), encoded)


def _arrival(span: Span, facts: Facts, part: Part, encoded: _Encoded) -> Arrival:
    return Arrival(
        trace=bytes.fromhex(span.trace_id),
        id=bytes.fromhex(span.span_id),
        parent=bytes.fromhex(span.parent_span_id) or None,
        key=facts.session_key,
        span_kind=span.kind,
        status=span.status,
        response_id=facts.response_id,
        facts=encoded.facts,
        part=part,
        links=tuple([link.trace_id for link in span.links]) if span.links else (),
        session_span=session_span_of(span, facts) if facts.kind == "session" else None,
        resource=span.resource,
        scope=span.scope,
        text=encoded.text,
        content=encoded.content,
        digest=encoded.digest,
    )


_NAMES: Final = [field.name for field in fields(Arrival)]
_values: Final = attrgetter(*_NAMES)


def _columns(arrivals: Sequence[Arrival]) -> dict[str, Any]:
    """Return the values of arrivals by field, those of parts and attributes in columns, too."""
    if not arrivals:
        return {}
    columns: dict[str, Any] = dict(
        zip(_NAMES, zip(*map(_values, arrivals), strict=True), strict=True)
    )
    *own, attributes = zip(*columns["part"], strict=True)  # Attributes are a part's last field.
    columns["part"] = *own, tuple(zip(*attributes, strict=True))
    return columns


def _restored(
    received_unix_nano: int, columns: dict[str, Any], log_records: tuple[LogRecord, ...]
) -> Prepared:
    """Return what was pickled as columns."""
    if not columns:
        return Prepared(received_unix_nano, (), log_records)
    *own, attributes = columns["part"]
    columns["part"] = map(Part, *own, map(AttributesOfSpan, *attributes))
    return Prepared(received_unix_nano, tuple(map(Arrival, *columns.values())), log_records)
