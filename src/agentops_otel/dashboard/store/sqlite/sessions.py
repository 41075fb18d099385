"""Session rows during a write: loaded, changed, and saved with their derived columns."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Final

from agentops_otel.dashboard.store.rollup import Dated, Rollup
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.revisions import note_removal
from agentops_otel.dashboard.store.sqlite.session_spans import session_spans
from agentops_otel.dashboard.store.states import outcome

_LONGEST_KEY: Final = 1024

# In place of a pair that is not known.
_NOTHING: Final = (None, None)


@dataclass(slots=True)
class SessionRow:
    """One session during a write.

    Attributes:
        n: Its row number.
        rollup: Its aggregates; of facets and attributes, only those to add to the file.
        last_record: Time of its last live record.
        is_uncounted: Whether its operations have to be counted again.
        new_blocks: The number of blocks that this write has added.
    """

    n: int
    id: str
    rollup: Rollup = field(default_factory=Rollup)
    log_records: int = 0
    last_record: int | None = None
    is_uncounted: bool = False
    new_blocks: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether it has neither spans nor log records left."""
        return not self.rollup.spans and not self.log_records


class SessionIds:
    """Row numbers of sessions by id, and ids by row number, during one write.

    Attributes:
        added: Row numbers of the sessions that this write has added.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}
        self._ids: dict[int, str] = {}
        self.added = set[int]()

    def number(self, session_id: str) -> int:
        """Return the row number of a session, adding the session if it is new."""
        number = self._numbers.get(session_id)
        if number is None:
            number = self._find(session_id) or self._add(session_id)
            self._numbers[session_id], self._ids[number] = number, session_id
        return number

    def id(self, number: int) -> str:
        """Return the id of the session with a row number."""
        identifier = self._ids.get(number)
        if identifier is None:
            (identifier,) = self._connection.execute(
                "SELECT id FROM sessions WHERE n = ?", (number,)
            ).fetchone()
            self._ids[number] = str(identifier)
        return str(identifier)

    def _find(self, session_id: str) -> int | None:
        row = self._connection.execute(
            "SELECT n FROM sessions WHERE id = ?", (session_id,)
        ).fetchone()
        return None if row is None else int(row["n"])

    def _add(self, session_id: str) -> int:
        inserted = self._connection.execute("INSERT INTO sessions (id) VALUES (?)", (session_id,))
        number = inserted.lastrowid or 0
        self.added.add(number)
        return number


def index_key(attribute: str) -> str:
    """Return the key under which an attribute is indexed; long names may share one."""
    return attribute[:_LONGEST_KEY]


def load(connection: sqlite3.Connection, number: int) -> SessionRow:
    """Load a session's row."""
    row = connection.execute(statements.LOAD_SESSION, (number,)).fetchone()
    return SessionRow(
        n=number,
        id=row["id"],
        rollup=Rollup(
            first_start=row["first_start"],
            last_time=row["last_time"],
            spans=row["spans"],
            events=row["events"],
            errors=row["errors"],
            claims_session=bool(row["claims_session"]),
            has_root_error=bool(row["has_root_error"]),
            named=_dated(row["named_at"], row["named"]),
            root=_dated(row["root_at"], row["root_name"]),
            span=_dated(row["span_at"], row["span_name"]),
            user=_dated(row["user_at"], row["user"]),
        ),
        log_records=row["log_records"],
        last_record=row["last_record"],
        is_uncounted=bool(row["is_uncounted"]),
    )


def save(connection: sqlite3.Connection, row: SessionRow, received: int, revision: int) -> None:
    """Derive a session's state and save its row, or remove the session if it is empty."""
    if row.is_empty:
        _remove(connection, row.n)
        note_removal(connection, revision)
        return
    derived = outcome(row.id, row.rollup, session_spans(connection, row.n), row.last_record)
    connection.execute(
        statements.SAVE_SESSION,
        {
            **derived._asdict(),
            **_aggregates(row.rollup),
            "n": row.n,
            "last_record": row.last_record,
            "log_records": row.log_records,
            "is_uncounted": row.is_uncounted,
            "new_blocks": row.new_blocks,
            "received": received,
            "revision": revision,
        },
    )
    connection.executemany(
        statements.ADD_FACET,
        [
            (kind, value, row.n, facet.count, facet.errors, facet.position)
            for (kind, value), facet in row.rollup.facets.items()
        ],
    )
    connection.executemany(
        statements.ADD_ATTRIBUTE,
        [
            (index_key(key), row.n, *(bounds or _NOTHING))
            for key, bounds in row.rollup.attributes.items()
        ],
    )


def _remove(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("DELETE FROM session_facets WHERE session = ?", (number,))
    connection.execute("DELETE FROM session_attributes WHERE session = ?", (number,))
    connection.execute("DELETE FROM session_spans WHERE session = ?", (number,))
    connection.execute("DELETE FROM sessions WHERE n = ?", (number,))


def _aggregates(rollup: Rollup) -> dict[str, object]:
    """Return the columns that are merged over the spans of a session."""
    named_at, named = rollup.named or _NOTHING
    root_at, root_name = rollup.root or _NOTHING
    span_at, span_name = rollup.span or _NOTHING
    user_at, user = rollup.user or _NOTHING
    return {
        "first_start": rollup.first_start,
        "last_time": rollup.last_time,
        "spans": rollup.spans,
        "events": rollup.events,
        "errors": rollup.errors,
        "claims_session": rollup.claims_session,
        "has_root_error": rollup.has_root_error,
        "named_at": named_at,
        "named": named,
        "root_at": root_at,
        "root_name": root_name,
        "span_at": span_at,
        "span_name": span_name,
        "user_at": user_at,
        "user": user,
    }


def _dated(at: int | None, what: str | None) -> Dated | None:
    return None if at is None or what is None else (at, what)
