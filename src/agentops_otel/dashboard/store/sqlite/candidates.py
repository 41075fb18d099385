"""Use of the indexes to narrow down the spans whose content a filter has to examine.

Examining a span's content costs decompressing a block. The word index knows which spans have the
words of a text; `session_attributes` knows which sessions have an attribute, and the bounds of its
numbers. Both may return false positives, never false negatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from agentops_otel.dashboard.query.ast import Compare, Filter, Match, Order, Pattern
from agentops_otel.dashboard.query.text import words_of
from agentops_otel.dashboard.store.attribute_bounds import as_float
from agentops_otel.dashboard.store.sqlite.sessions import index_key
from agentops_otel.dashboard.store.sqlite.sql_text import Sql
from agentops_otel.dashboard.store.sqlite.words import WordIndex

# Up to this many spans are examined one by one, at about 50 us each.
FEW: Final = 2_000
# Up to this many are looked up, to exclude the sessions that have none of them.
MANY: Final = 50_000

# The characters in the texts of numbers: `query.evaluate.attribute_texts`.
_OF_NUMBERS: Final = re.compile(r"[-+.\deinfa]*").fullmatch
_BOOLEANS: Final = ("true", "false")

_FIRST_WORD: Final = re.compile(r"^[^\W_]+")
_LAST_WORD: Final = re.compile(r"[^\W_]+$")

_BOUNDS: Final = {
    Order.EQUAL: "low <= ? AND high >= ?",
    Order.LESS: "low <= ?",
    Order.AT_MOST: "low <= ?",
    Order.GREATER: "high >= ?",
    Order.AT_LEAST: "high >= ?",
}


def sessions_with_words(match: str, exact: Sql, index: WordIndex) -> Sql:
    """Compile "some span has these words and satisfies `exact`" for a row of `sessions AS s`."""
    rows, values = index.rows(match)
    sessions = f"SELECT p.session FROM spans AS p WHERE p.n IN ({rows})"
    if index.finds_at_most(FEW, match):
        return Sql(f"s.n IN ({sessions} AND ({exact.text}))", (*values, *exact.values))
    # One span of a session suffices, so most need not be examined. The plus keeps SQLite from
    # starting with the index rows for each session.
    found = Sql(
        "EXISTS (SELECT 1 FROM spans AS p"
        f" WHERE p.session = s.n AND +p.n IN ({rows}) AND ({exact.text}))",
        (*values, *exact.values),
    )
    if not index.finds_at_most(MANY, match):
        return found
    return Sql(f"s.n IN ({sessions}) AND {found.text}", (*values, *found.values))


def sessions_with_attribute(key: str, leaf: Filter, exact: Sql, index: WordIndex | None) -> Sql:
    """Compile a leaf over an attribute for a row of `sessions AS s`.

    Args:
        key: The attribute.
        leaf: The leaf of the filter.
        exact: The exact condition on a row of `spans AS p`.
        index: The word index; None if it does not have all spans.
    """
    words = list(_needed_words(leaf.pattern)) if isinstance(leaf, Match) else []
    match = " AND ".join(f'"{word}"' for word in words)
    if match and index is not None and index.finds_at_most(MANY, match):
        return sessions_with_words(match, exact, index)
    may_hold = _may_hold(key, leaf)
    return Sql(
        f"({may_hold.text}) AND"
        f" EXISTS (SELECT 1 FROM spans AS p WHERE p.session = s.n AND ({exact.text}))",
        (*may_hold.values, *exact.values),
    )


def _may_hold(key: str, leaf: Filter) -> Sql:
    """Compile "the session may have the attribute with such a number" from `session_attributes`.

    The plus keeps SQLite from starting here, which would lose the order of the list.
    """
    bounds = _BOUNDS[leaf.order] if isinstance(leaf, Compare) else "1"
    bound = as_float(leaf.value) if isinstance(leaf, Compare) else None
    return Sql(
        f"+s.n IN (SELECT session FROM session_attributes WHERE key = ? AND {bounds})",
        (index_key(key), *[bound] * bounds.count("?")),
    )


def _needed_words(pattern: Pattern) -> Iterator[str]:
    """Yield the words that every matching text contains; none if a non-text value may match.

    A word next to a star may continue there, so it is left out.
    """
    if any(map(pattern.matches, _BOOLEANS)) or all(map(_OF_NUMBERS, pattern.pieces)):
        return
    last = len(pattern.pieces) - 1
    for position, piece in enumerate(pattern.pieces):
        text = piece.casefold()
        if position > 0:
            text = _FIRST_WORD.sub("", text)
        if position < last:
            text = _LAST_WORD.sub("", text)
        yield from words_of(text)
