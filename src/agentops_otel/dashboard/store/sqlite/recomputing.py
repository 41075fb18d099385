"""Recomputation of a session's aggregates from its spans, when merging is not enough."""

from __future__ import annotations

import sqlite3

from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.store.rollup import Part, Rollup
from agentops_otel.dashboard.store.sqlite import session_spans, statements
from agentops_otel.dashboard.store.sqlite.blocks import contents
from agentops_otel.dashboard.store.sqlite.facts import pack_facts
from agentops_otel.dashboard.store.sqlite.repeats import mark_repeated
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import span_of
from agentops_otel.dashboard.store.states import session_span_of


def recompute(connection: sqlite3.Connection, session: int, sources: Sources) -> Rollup:
    """Recompute the rollup of a session from all its spans.

    Clears the session's stored facets and attributes, which the caller saves again.
    """
    for table in ("session_facets", "session_attributes"):
        connection.execute(f"DELETE FROM {table} WHERE session = ?", (session,))
    session_spans.forget_spans(connection, session)
    rows = connection.execute(statements.SPANS_OF_SESSION, (session,)).fetchall()
    read = []
    for row, encoded in contents(connection, rows):
        span = span_of(row, encoded, sources)
        read.append((row, span, read_facts(span)))
    for row, span, facts in read:
        if facts.kind == "session":
            session_spans.note_span(
                connection, session, row["trace"], row["id"], session_span_of(span, facts)
            )
        packed = pack_facts(facts)
        if (row["kind"], row["facts"]) != (facts.kind, packed):
            connection.execute(
                "UPDATE spans SET kind = ?, facts = ?, response_id = ? WHERE n = ?",
                (facts.kind, packed, facts.response_id, row["n"]),
            )
            mark_repeated(connection, [(facts.response_id, row["n"])])
    return Rollup.of([Part.of(span, facts) for _, span, facts in read])
