"""A session's numbers anew from its spans: where adding would not do, and for checks."""

from __future__ import annotations

import sqlite3

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.store.rollup import Rollup, rollup_of
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.blocks import contents
from agentops_otel.dashboard.store.sqlite.facts import pack_facts
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import span_of
from agentops_otel.dashboard.store.states import session_span_of


def recompute(connection: sqlite3.Connection, session: int, sources: Sources) -> Rollup:
    """Read all spans of a session anew; its facets and attributes are cleared, to be added."""
    for table in ("session_facets", "session_attributes"):
        connection.execute(f"DELETE FROM {table} WHERE session = ?", (session,))
    connection.execute(
        "DELETE FROM session_spans WHERE session = ? AND told_by = 'span'", (session,)
    )
    rows = connection.execute(
        "SELECT * FROM spans WHERE session = ? ORDER BY block", (session,)
    ).fetchall()
    read = []
    for row, encoded in contents(connection, rows):
        span = span_of(row, encoded, sources)
        read.append((row, span, read_facts(span)))
    for row, span, facts in read:
        add_session_span(connection, session, span, facts)
        packed = pack_facts(facts)
        if (row["kind"], row["facts"]) != (facts.kind, packed):
            connection.execute(
                "UPDATE spans SET kind = ?, facts = ?, response_id = ? WHERE n = ?",
                (facts.kind, packed, facts.response_id, row["n"]),
            )
    return rollup_of((span, facts) for _, span, facts in read)


def add_session_span(
    connection: sqlite3.Connection, session: int, span: Span, facts: Facts
) -> None:
    """Note what a span tells of the session if it is its session span."""
    if facts.kind != "session":
        return
    told = session_span_of(span, facts)
    connection.execute(
        statements.MERGE_SESSION_SPAN,
        {
            "session": session,
            "trace": bytes.fromhex(span.trace_id),
            "span": bytes.fromhex(span.span_id),
            "told_by": "span",
            "start": told.start,
            "end": told.end,
            "state": told.state,
            "name": told.name,
            "reason": told.reason,
            "parent": told.parent,
        },
    )
