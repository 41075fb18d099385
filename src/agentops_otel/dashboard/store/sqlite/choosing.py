"""Choice of the spans to show of a session that has too many for one timeline."""

from __future__ import annotations

import sqlite3
from typing import Final, TypeAlias

from agentops_otel.dashboard.store.choice import choose
from agentops_otel.dashboard.store.sqlite import statements

# Trace and span id.
Key: TypeAlias = tuple[bytes, bytes]


def choose_spans(connection: sqlite3.Connection, session_id: str, limit: int) -> list[int] | None:
    """Return the row numbers of at most `limit` spans, or None if the session has no more."""
    asked = {"session": session_id, "limit": limit}
    if connection.execute(statements.HAS_MORE_SPANS, asked).fetchone() is None:
        return None
    weightiest = connection.execute(statements.WEIGHTIEST_SPANS, asked).fetchall()
    family = _Family(connection, session_id)
    for row in weightiest:
        family.add((row["trace"], row["id"]), row["n"], row["parent"])
    ranked = [(row["trace"], row["id"]) for row in weightiest]
    return [family.number_of(key) for key in choose(ranked, family.parent_of, limit)]


class _Family:
    """The parents of spans, looked up in the file if not added before."""

    def __init__(self, connection: sqlite3.Connection, session_id: str) -> None:
        self._connection: Final = connection
        self._session_id: Final = session_id
        self._numbers: Final = dict[Key, int]()
        self._parents: Final = dict[Key, bytes | None]()

    def add(self, key: Key, number: int, parent: bytes | None) -> None:
        self._numbers[key], self._parents[key] = number, parent

    def number_of(self, key: Key) -> int:
        """Return the row number of a span that was added or that `parent_of` returned."""
        return self._numbers[key]

    def parent_of(self, key: Key) -> Key | None:
        """Return the parent of a span, or None if it has none in the session."""
        parent = self._parents.get(key)
        if not parent:
            return None
        above = key[0], parent
        if above not in self._parents:
            self._ask_for(above)
        return above if above in self._numbers else None

    def _ask_for(self, key: Key) -> None:
        row = self._connection.execute(
            statements.PARENT_OF_SPAN, (self._session_id, *key)
        ).fetchone()
        if row is None:
            self._parents[key] = None
        else:
            self.add(key, row["n"], row["parent"])
