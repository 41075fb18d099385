"""What became of the spans of a session's processes, according to their heartbeats."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from agentops_otel.dashboard.dialects.values import as_count
from agentops_otel.dashboard.model import Attributes, Loss
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


class _Process(NamedTuple):
    """A sender of heartbeats, with the columns of `statements.NEWEST_HEARTBEATS`."""

    service: str | None
    process: str


_KEYS: Final = (SPANS_ENDED, SPANS_EXPORTED, SPANS_FAILED, SPANS_DROPPED)


def loss(connection: sqlite3.Connection, session_id: str) -> Loss | None:
    """Sum the newest counts of each process that sent heartbeats for a session."""
    row = connection.execute("SELECT n FROM sessions WHERE id = ?", (session_id,)).fetchone()
    if row is None:
        return None
    newest = _newest(connection, row["n"], Sources(connection))
    told = _added(newest)
    if told is None:
        return None
    return replace(told, arrived=sum(_arrived(connection, process) for process in newest))


def lost_spans(connection: sqlite3.Connection, session: int, sources: Sources) -> int | None:
    """Return `Loss.lost` of the session with a row number, without counting arrived spans."""
    told = _added(_newest(connection, session, sources))
    return None if told is None else told.lost


def _newest(
    connection: sqlite3.Connection, session: int, sources: Sources
) -> dict[_Process, Attributes]:
    """Return the attributes of each process's newest heartbeat, by its own time."""
    rows = connection.execute(
        statements.NEWEST_HEARTBEATS, {"session": session, "name": EVENT_SESSION_HEARTBEAT}
    )
    newest = {_Process(row["service"], row["process"]): row for row in rows}
    return {process: log_record_of(row, sources).attributes for process, row in newest.items()}


def _added(newest: Mapping[_Process, Attributes]) -> Loss | None:
    """Sum the counts of all processes, with `arrived` still 0; None if there are no counts."""
    counts = [[as_count(told.get(key)) for told in newest.values()] for key in _KEYS]
    if all(count is None for each in counts for count in each):
        return None
    ended, exported, failed, dropped = map(_sum, counts)
    return Loss(len(newest), ended, exported, failed, dropped, arrived=0)


def _arrived(connection: sqlite3.Connection, process: _Process) -> int:
    row = connection.execute(statements.SPANS_OF_PROCESS, process._asdict()).fetchone()
    return int(row["arrived"])


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
