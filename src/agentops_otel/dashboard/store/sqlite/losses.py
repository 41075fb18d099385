"""What became of the spans of a session's processes, as their heartbeats tell it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from agentops_otel.dashboard.dialects.values import as_count
from agentops_otel.dashboard.model import Loss
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.log_rows import log_record_of
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.semconv import (
    EVENT_SESSION_HEARTBEAT,
    SPANS_DROPPED,
    SPANS_ENDED,
    SPANS_EXPORTED,
    SPANS_FAILED,
)

_KEYS: Final = (SPANS_ENDED, SPANS_EXPORTED, SPANS_FAILED, SPANS_DROPPED)


def loss(connection: sqlite3.Connection, session_id: str) -> Loss | None:
    """Add up the newest counts of each process that sent heartbeats for a session."""
    rows = connection.execute(
        statements.NEWEST_HEARTBEATS, {"session": session_id, "name": EVENT_SESSION_HEARTBEAT}
    ).fetchall()
    newest = {(row["service"], row["process"]): row for row in rows}
    sources = Sources(connection)
    told = [log_record_of(row, sources).attributes for row in newest.values()]
    counts = [[as_count(attributes.get(key)) for attributes in told] for key in _KEYS]
    if all(count is None for each in counts for count in each):
        return None
    ended, exported, failed, dropped = map(_sum, counts)
    arrived = sum(row["arrived"] for row in newest.values())
    return Loss(len(newest), ended, exported, failed, dropped, arrived)


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
