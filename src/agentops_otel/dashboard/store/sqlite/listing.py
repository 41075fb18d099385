"""The session list: filtered, sorted and paged."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from agentops_otel.dashboard.model import Count, Cursor, Page, SessionSummary
from agentops_otel.dashboard.query.ast import Filter
from agentops_otel.dashboard.store.questions import SortField, SortOrder
from agentops_otel.dashboard.store.sqlite import statements, words
from agentops_otel.dashboard.store.sqlite.filters import session_condition, tokens_of
from agentops_otel.dashboard.store.sqlite.sql_text import Sql
from agentops_otel.dashboard.store.states import state_at

# Unknown values sort as less than 0.
_SORT_KEYS: Final[dict[SortField, str]] = {
    "start": "s.start",
    "duration": "s.duration",
    "cost": "coalesce(s.cost, -1)",
    "tokens": f"coalesce({tokens_of('s')}, -1)",
    "errors": "s.errors",
    "name": "s.name",
}
_LISTED_FACETS: Final = ("tag", "model", "service")


def list_sessions(
    connection: sqlite3.Connection,
    where: Filter,
    *,
    sort: SortField,
    order: SortOrder,
    after: Cursor | None,
    limit: int,
    now: int,
) -> Page[SessionSummary]:
    """Return a page of sessions."""
    key = _SORT_KEYS[sort]
    condition = session_condition(where, now, words.index(connection))
    position = _behind(key, order, after)
    rows = connection.execute(
        f"SELECT s.*, {key} AS sort_key FROM sessions AS s"
        f" WHERE ({condition.text}) AND ({position.text})"
        f" ORDER BY {key} {order}, s.id {order} LIMIT ?",
        (*condition.values, *position.values, limit + 1),
    ).fetchall()
    page = rows[:limit]
    more = len(rows) > limit
    return Page(
        rows=summaries(connection, page, now),
        next=Cursor(page[-1]["sort_key"], page[-1]["id"]) if more and page else None,
    )


def count_sessions(connection: sqlite3.Connection, where: Filter, *, cap: int, now: int) -> Count:
    """Count sessions up to a cap."""
    condition = session_condition(where, now, words.index(connection))
    (found,) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM sessions AS s WHERE {condition.text} LIMIT ?)",
        (*condition.values, cap + 1),
    ).fetchone()
    return Count(min(found, cap), is_capped=found > cap)


def summarise(connection: sqlite3.Connection, session_id: str, now: int) -> SessionSummary | None:
    """Return the summary of one session, or None if it is unknown."""
    rows = connection.execute("SELECT * FROM sessions WHERE id = ?", (session_id,)).fetchall()
    return next(iter(summaries(connection, rows, now)), None)


def _behind(key: str, order: SortOrder, after: Cursor | None) -> Sql:
    """Compile "after the cursor" in the list's order."""
    if after is None:
        return Sql("1")
    relation = "<" if order == "desc" else ">"
    return Sql(f"({key}, s.id) {relation} (?, ?)", (after.value, after.id))


def summaries(
    connection: sqlite3.Connection, rows: Sequence[sqlite3.Row], now: int
) -> tuple[SessionSummary, ...]:
    """Build summaries from complete session rows."""
    facets = _facets(connection, [row["n"] for row in rows])
    return tuple(
        SessionSummary(
            id=row["id"],
            name=row["name"],
            state=state_at(row["state"], row["received"], now),
            reason=row["reason"],
            tags=tuple(facets[row["n"], "tag"]),
            start_time_unix_nano=row["start"],
            end_time_unix_nano=row["end"],
            duration_ns=row["duration"],
            span_count=row["spans"],
            event_count=row["events"],
            error_count=row["errors"],
            llm_call_count=row["llm_calls"],
            tool_call_count=row["tool_calls"],
            input_tokens=row["input_tokens"],
            output_tokens=row["output_tokens"],
            cached_tokens=row["cached_tokens"],
            cost_usd=row["cost"],
            models=tuple(facets[row["n"], "model"]),
            services=tuple(facets[row["n"], "service"]),
            user_id=row["user"],
            parent_id=row["parent"],
            first_user_text=row["first_user_text"],
            lost_span_count=row["lost_spans"],
            last_received_unix_nano=row["received"],
            revision=row["revision"],
        )
        for row in rows
    )


def _facets(
    connection: sqlite3.Connection, numbers: Sequence[int]
) -> dict[tuple[int, str], list[str]]:
    """Return facet values by session and kind: tags in their order, others by frequency."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for number in numbers:
        for row in connection.execute(statements.FACETS_OF_SESSION, (number, *_LISTED_FACETS)):
            found[number, row["kind"]].append(row["value"])
    return found
