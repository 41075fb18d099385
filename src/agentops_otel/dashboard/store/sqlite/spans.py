"""Conversion between span rows and the domain's spans."""

from __future__ import annotations

import sqlite3
from typing import Final

from agentops_otel.dashboard.model import SPAN_KINDS, STATUS_CODES, Span
from agentops_otel.dashboard.store.sqlite import span_content
from agentops_otel.dashboard.store.sqlite.arrivals import Arrival
from agentops_otel.dashboard.store.sqlite.sources import Sources

STATUS_NUMBERS: Final = {status: number for number, status in enumerate(STATUS_CODES)}
_SPAN_KIND_NUMBERS: Final = {kind: number for number, kind in enumerate(SPAN_KINDS)}


def row_of(arrival: Arrival, source: int, block: int, offset: int) -> tuple[object, ...]:
    """Return the row of a placed span, for `statements.INSERT_SPAN`."""
    part = arrival.part
    return (
        arrival.n,
        arrival.session,
        arrival.trace,
        arrival.id,
        arrival.parent,
        arrival.key is not None,
        source,
        part.name,
        part.kind,
        _SPAN_KIND_NUMBERS[arrival.span_kind],
        part.start,
        part.end,
        STATUS_NUMBERS[arrival.status],
        arrival.digest,
        arrival.facts,
        arrival.response_id,
        block,
        offset,
        len(arrival.content),
    )


def span_of(row: sqlite3.Row, encoded: bytes, sources: Sources) -> Span:
    """Build a span from a complete row and its encoded content."""
    resource, scope = sources.get(row["source"])
    return Span(
        trace_id=row["trace"].hex(),
        span_id=row["id"].hex(),
        parent_span_id=(row["parent"] or b"").hex(),
        name=row["name"],
        start_time_unix_nano=row["start"],
        end_time_unix_nano=row["end"],
        kind=SPAN_KINDS[row["span_kind"]],
        status=STATUS_CODES[row["status"]],
        resource=resource,
        scope=scope,
        **span_content.decode(encoded),
    )
