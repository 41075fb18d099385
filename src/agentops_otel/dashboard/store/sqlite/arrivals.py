"""What a batch brings: each span with its facts and its content, encoded once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.store.sqlite import content, span_content


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
    encoded = span_content.encode(span)
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
