"""Counts of sessions by facet value."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence

from agentops_otel.dashboard.query.ast import EVERYTHING, Filter
from agentops_otel.dashboard.store.questions import FacetKind, FacetValue
from agentops_otel.dashboard.store.sqlite import words
from agentops_otel.dashboard.store.sqlite.filters import (
    STATE_EXPRESSION,
    lost_before,
    session_condition,
)
from agentops_otel.dashboard.store.sqlite.sql_text import Sql


def facets(
    connection: sqlite3.Connection,
    where: Filter,
    *,
    kinds: Sequence[FacetKind],
    containing: str,
    limit: int,
    now: int,
) -> dict[FacetKind, tuple[FacetValue, ...]]:
    """Count sessions by value for each facet kind, the most frequent first.

    Args:
        connection: Connection to the file.
        where: The sessions to count.
        kinds: The facets.
        containing: Text that values have in them, with ASCII letters of either case.
        limit: How many values of each facet at most.
        now: The time that states are as of.
    """
    condition = _matching(connection, where, now)
    pattern = _with_wildcards(containing)
    counted: dict[FacetKind, tuple[FacetValue, ...]] = {}
    for kind in kinds:
        if kind == "state":
            rows = connection.execute(
                f"SELECT {STATE_EXPRESSION} AS value, count(*) AS sessions FROM sessions AS s"
                f" WHERE {condition.text} GROUP BY value HAVING value LIKE ? ESCAPE '\\'"
                " ORDER BY sessions DESC, value LIMIT ?",
                (lost_before(now), *condition.values, pattern, limit),
            )
        else:
            # The second name of a model or an error has a row, so that filters find it, but is
            # not counted.
            rows = connection.execute(
                "SELECT f.value, count(*) AS sessions"
                " FROM session_facets AS f JOIN sessions AS s ON s.n = f.session"
                " WHERE f.kind = ? AND (f.kind NOT IN ('model', 'error') OR f.count > 0)"
                " AND (? = '%' OR f.value LIKE ? ESCAPE '\\')"
                f" AND ({condition.text})"
                " GROUP BY f.value ORDER BY sessions DESC, f.value LIMIT ?",
                (kind, pattern, pattern, *condition.values, limit),
            )
        counted[kind] = tuple(FacetValue(row["value"], row["sessions"]) for row in rows)
    return counted


def _with_wildcards(containing: str) -> str:
    """Return the pattern of LIKE for values with a text in them; `%` if that is empty."""
    escaped = re.sub(r"([%_\\])", r"\\\1", containing)
    return f"%{escaped}%" if containing else "%"


def _matching(connection: sqlite3.Connection, where: Filter, now: int) -> Sql:
    """Evaluate a filter, which may be slow, once; return a condition to reuse for every kind."""
    if where == EVERYTHING:
        return Sql("1")
    condition = session_condition(where, now, words.index(connection))
    rows = connection.execute(
        f"SELECT s.n FROM sessions AS s WHERE {condition.text}", condition.values
    )
    numbers = json.dumps([row["n"] for row in rows])
    return Sql("s.n IN (SELECT value FROM json_each(?))", (numbers,))
