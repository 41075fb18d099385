"""What a batch brings: each span with its facts and its content, encoded once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.store.sqlite import content


@dataclass(slots=True)
class Arrival:
    """A span on its way into the file.

    Attributes:
        session: Row number of its session, once it is placed.
        n: Its own row number, once it is inserted.
    """

    span: Span
    facts: Facts
    trace: bytes
    id: bytes
    parent: bytes | None
    content: bytes
    digest: int
    session: int = 0
    n: int = 0

    @property
    def version(self) -> tuple[int, int]:
        """The greater of two versions of a span wins: the later end, then any fixed order."""
        return self.span.end_time_unix_nano, self.digest

    @property
    def identity(self) -> tuple[bytes, bytes, str | None]:
        """What spans are told apart by. The same ids under two sessions' keys are two spans."""
        return self.trace, self.id, self.facts.session_key


def prepare(spans: Iterable[Span]) -> list[Arrival]:
    """Read and encode spans; of several versions of one span only the winner is given.

    A version that names its session wins over those that do not.
    """
    winners: dict[tuple[bytes, bytes, str | None], Arrival] = {}
    keyed = set[tuple[bytes, bytes]]()
    for span in spans:
        arrival = _arrival(span)
        known = winners.get(arrival.identity)
        if known is None or known.version < arrival.version:
            winners[arrival.identity] = arrival
        if arrival.facts.session_key is not None:
            keyed.add((arrival.trace, arrival.id))
    return [
        arrival
        for arrival in winners.values()
        if arrival.facts.session_key is not None or (arrival.trace, arrival.id) not in keyed
    ]


def _arrival(span: Span) -> Arrival:
    encoded = encode_span(span)
    columns = (
        f"{span.parent_span_id} {span.start_time_unix_nano} {span.status} {span.kind} {span.name}"
    )
    return Arrival(
        span=span,
        facts=read_facts(span),
        trace=bytes.fromhex(span.trace_id),
        id=bytes.fromhex(span.span_id),
        parent=bytes.fromhex(span.parent_span_id) or None,
        content=encoded,
        digest=content.digest(columns.encode(), encoded),
    )


def encode_span(span: Span) -> bytes:
    """Encode the part of a span that no column holds."""
    return content.encode(
        content.pack_attributes(span.attributes),
        [content.pack_event(event) for event in span.events] if span.events else (),
        [content.pack_link(link) for link in span.links] if span.links else (),
        span.status_message,
        span.trace_state,
        span.flags,
        span.dropped_attributes_count,
        span.dropped_events_count,
        span.dropped_links_count,
    )


def decoded_span_parts(encoded: bytes) -> dict[str, Any]:
    """Give the fields of a span that `encode_span` encoded, by name."""
    (
        attributes,
        events,
        links,
        status_message,
        trace_state,
        flags,
        dropped_attributes_count,
        dropped_events_count,
        dropped_links_count,
    ) = content.decode(encoded)
    return {
        "attributes": content.unpack_attributes(attributes),
        "events": tuple(content.unpack_event(event) for event in events),
        "links": tuple(content.unpack_link(link) for link in links),
        "status_message": status_message,
        "trace_state": trace_state,
        "flags": flags,
        "dropped_attributes_count": dropped_attributes_count,
        "dropped_events_count": dropped_events_count,
        "dropped_links_count": dropped_links_count,
    }
