"""Compilation of filters to SQL: only names defined here enter its text, values are bound."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Final

from agentops_otel.dashboard.model import LOST_AFTER_NS
from agentops_otel.dashboard.query.ast import (
    And,
    AnySpan,
    Compare,
    Filter,
    Match,
    Not,
    Or,
    Pattern,
    Present,
    Text,
)
from agentops_otel.dashboard.query.fields import Field, Grain
from agentops_otel.dashboard.store.sqlite.candidates import (
    sessions_with_attribute,
    sessions_with_words,
)
from agentops_otel.dashboard.store.sqlite.spans import STATUS_NUMBERS
from agentops_otel.dashboard.store.sqlite.sql_text import Sql, Value
from agentops_otel.dashboard.store.sqlite.words import WordIndex, match_expression


def session_condition(where: Filter, now: int, index: WordIndex | None) -> Sql:
    """Compile a filter of session grain to a condition on a row of `sessions AS s`.

    Args:
        where: The filter.
        now: The server's clock, which decides between running and lost sessions.
        index: The word index; None if it does not have all spans.
    """
    return _compile(where, lambda leaf: _session_leaf(leaf, now, index))


def span_condition(where: Filter, index: WordIndex | None) -> Sql:
    """Compile a filter of span grain to a condition on a row of `spans AS p`."""
    return _compile(where, lambda leaf: _span_leaf(leaf, index))


def _compile(where: Filter, leaf: Callable[[Filter], Sql]) -> Sql:
    if isinstance(where, Not):
        inner = _compile(where.filter, leaf)
        return Sql(f"NOT ({inner.text})", inner.values)
    if isinstance(where, And):
        return _joined(" AND ", [_compile(each, leaf) for each in where.filters], empty="1")
    if isinstance(where, Or):
        return _joined(" OR ", [_compile(each, leaf) for each in where.filters], empty="0")
    return leaf(where)


def _joined(operator: str, parts: Iterable[Sql], *, empty: str) -> Sql:
    parts = tuple(parts)
    text = operator.join(f"({part.text})" for part in parts)
    return Sql(text or empty, tuple(value for part in parts for value in part.values))


def tokens_of(row: str) -> str:
    """Return the expression for the total tokens of a row.

    If only one of the two counts is known, it is the total; NULL if neither is.
    """
    both = f"{row}.input_tokens", f"{row}.output_tokens"
    return f"coalesce({' + '.join(both)}, {', '.join(both)})"


# Columns and expressions over `sessions AS s`. `_on` makes conditions on NULL false, not unknown.
_SESSION_COLUMNS: Final = {
    "id": "s.id",
    "name": "s.name",
    "reason": "s.reason",
    "user": "s.user",
    "parent": "s.parent",
    "start": "s.start",
    "end": "s.end",
    "duration": "s.duration",
    "spans": "s.spans",
    "events": "s.events",
    "errors": "s.errors",
    "llm_calls": "s.llm_calls",
    "tool_calls": "s.tool_calls",
    "input_tokens": "s.input_tokens",
    "output_tokens": "s.output_tokens",
    "cached_tokens": "s.cached_tokens",
    "tokens": tokens_of("s"),
    "cost": "s.cost",
    "lost_spans": "s.lost_spans",
    "first_user_text": "s.first_user_text",
}
STATE_EXPRESSION: Final = (
    "CASE WHEN s.state <> 'open' THEN s.state WHEN s.received > ? THEN 'running' ELSE 'lost' END"
)
_FACETS: Final = frozenset(
    (
        "tag",
        "service",
        "environment",
        "provider",
        "model",
        "tool",
        "agent",
        "kind",
        "event",
        "error",
    )
)

_STATUS_CASES: Final = " ".join(
    f"WHEN {number} THEN '{status}'" for status, number in STATUS_NUMBERS.items()
)
_SPAN_COLUMNS: Final = {
    "name": "p.name",
    "provider": "json_extract(p.facts, '$.provider')",
    "kind": "p.kind",
    "tool": "p.tool",
    "agent": "p.agent",
    "start": "p.start",
    "duration": "max(0, p.end - p.start)",
    "input_tokens": "p.input_tokens",
    "output_tokens": "p.output_tokens",
    "tokens": tokens_of("p"),
    "cost": "p.cost",
    "status": f"CASE p.status {_STATUS_CASES} END",
}


def lost_before(now: int) -> int:
    """Return the time of receipt up to which an open session counts as lost."""
    return now - LOST_AFTER_NS


def _session_leaf(leaf: Filter, now: int, index: WordIndex | None) -> Sql:
    if isinstance(leaf, AnySpan):
        return _any_span(span_condition(leaf.filter, index))
    if isinstance(leaf, Text):
        return _session_with_words(leaf, index)
    field = _field(leaf, Grain.SESSION)
    name = field.name
    if name in _FACETS:
        return _in_facets(name, leaf)
    if name == "trace":
        return _in_rows("s.n", "trace_sessions", "session", _on_id("t.trace", leaf))
    if name == "attr":
        return sessions_with_attribute(field.key or "", leaf, _span_leaf(leaf, index), index)
    state = STATE_EXPRESSION, (lost_before(now),)
    expression, values = state if name == "state" else (_SESSION_COLUMNS[name], ())
    return _on(expression, leaf, values)


def _in_facets(kind: str, leaf: Filter) -> Sql:
    found = _on("t.value", leaf)
    of_kind = Sql(f"t.kind = ? AND ({found.text})", (kind, *found.values))
    return _in_rows("s.n", "session_facets", "session", of_kind)


def _in_rows(column: str, table: str, key: str, condition: Sql, alias: str = "t") -> Sql:
    return Sql(
        f"{column} IN (SELECT {alias}.{key} FROM {table} AS {alias} WHERE {condition.text})",
        condition.values,
    )


def _any_span(condition: Sql) -> Sql:
    return Sql(
        f"EXISTS (SELECT 1 FROM spans AS p WHERE p.session = s.n AND ({condition.text}))",
        condition.values,
    )


def _span_leaf(leaf: Filter, index: WordIndex | None) -> Sql:
    if isinstance(leaf, Text):
        return _with_words(leaf, index)
    field = _field(leaf, Grain.SPAN)
    if field.name in {"attr", "event", "error"}:
        return _in_content("span_holds", json.dumps([field.name, field.key, _test(leaf)]))
    if field.name in {"id", "trace"}:
        return _on_id(f"p.{field.name}", leaf)
    if field.name == "service":
        return _in_rows("p.source", "sources", "n", _on("t.service", leaf))
    if field.name == "model":
        columns = ("p.request_model", "p.response_model")
        return _joined(" OR ", [_on(column, leaf) for column in columns], empty="0")
    return _on(_SPAN_COLUMNS[field.name], leaf)


def _session_with_words(text: Text, index: WordIndex | None) -> Sql:
    if index is None:
        return _any_span(_contains_words(text))
    if len(text.words) == 1:
        return _in_rows("s.n", "spans", "session", _with_words(text, index), alias="p")
    match = match_expression(text.words, prefix=text.prefix)
    return sessions_with_words(match, _contains_words(text), index)


def _with_words(text: Text, index: WordIndex | None) -> Sql:
    """Compile free text: the index finds its words, the content shows whether they are adjacent."""
    exact = _contains_words(text)
    if index is None:
        return exact
    rows, values = index.rows(match_expression(text.words, prefix=text.prefix))
    indexed = Sql(f"p.n IN ({rows})", values)
    return indexed if len(text.words) == 1 else _joined(" AND ", (indexed, exact), empty="1")


def _contains_words(text: Text) -> Sql:
    return _in_content("span_contains_words", json.dumps([text.words, text.prefix]))


def _field(leaf: Filter, grain: Grain) -> Field:
    if not isinstance(leaf, (Compare, Match, Present)):
        raise TypeError(f"{type(leaf).__name__} is no leaf of {grain.value} grain")
    return leaf.field


def _on(expression: str, leaf: Filter, values: tuple[Value, ...] = ()) -> Sql:
    """Compile a leaf over one expression, whose own bound values are `values`."""
    known = f"({expression}) IS NOT NULL"
    if isinstance(leaf, Compare):
        text = f"{known} AND ({expression}) {leaf.order.value} ?"
        return Sql(text, (*values, *values, leaf.value))
    if isinstance(leaf, Match):
        exact = leaf.pattern.exact
        operator = "GLOB" if exact is None else "="
        pattern = _glob(leaf.pattern) if exact is None else exact
        return Sql(f"{known} AND ({expression}) {operator} ?", (*values, *values, pattern))
    return Sql(known, values)


def _on_id(column: str, leaf: Filter) -> Sql:
    """Compile a leaf over an id, which is hexadecimal in filters and bytes in the file."""
    if isinstance(leaf, Match) and leaf.pattern.exact is not None:
        try:
            return Sql(f"{column} = ?", (bytes.fromhex(leaf.pattern.exact),))
        except ValueError:
            return Sql("0")
    return _on(f"lower(hex({column}))", leaf)


def _glob(pattern: Pattern) -> str:
    """Convert a pattern to SQLite's GLOB, which is case-sensitive, as patterns are."""
    return "*".join(
        "".join(f"[{each}]" if each in "*?[" else each for each in piece)
        for piece in pattern.pieces
    )


def _test(leaf: Filter) -> list[object]:
    if isinstance(leaf, Compare):
        return [leaf.order.value, leaf.value]
    if isinstance(leaf, Match):
        return ["match", *leaf.pattern.pieces]
    return ["present"]


def _in_content(function: str, argument: str) -> Sql:
    """Compile a test of a span's content, which a function of `functions` evaluates per span."""
    return Sql(f"{function}(?, p.name, p.block, p.offset, p.length)", (argument,))
