"""Counting of uncounted sessions in a snapshot of the file, here or in a worker process."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from traceback import clear_frames
from typing import Final, NamedTuple

from agentops_otel.dashboard.store.sqlite.database import Database
from agentops_otel.dashboard.store.sqlite.usage import Counts, count

_REVISION_OF_UNCOUNTED: Final = "SELECT revision FROM sessions WHERE n = ? AND is_uncounted"

_logger = logging.getLogger(__name__)


class Counted(NamedTuple):
    """The counts of a session as of a revision.

    Attributes:
        session: Its row number.
        revision: The revision of the session's last change.
        counts: None if counting failed.
        seconds: How long it took.
    """

    session: int
    revision: int
    counts: Counts | None
    seconds: float


class Counter:
    """Counts sessions. When pickled, it takes along only the path of the file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, sessions: Sequence[int]) -> list[Counted]:
        """Count those of the sessions that are uncounted.

        Args:
            sessions: Their row numbers.

        Raises:
            StoreError: The engine failed, or the store is closed.
        """
        with self._database.reading() as connection:
            found = (count_uncounted(connection, session) for session in sessions)
            return [counted for counted in found if counted is not None]

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return _opened, (self._database.path,)


def count_uncounted(connection: sqlite3.Connection, session: int) -> Counted | None:
    """Count a session, unless it has been counted or removed in the meantime."""
    row = connection.execute(_REVISION_OF_UNCOUNTED, (session,)).fetchone()
    if row is None:
        return None
    start = time.monotonic()
    counts = _counts(connection, session)
    return Counted(session, row["revision"], counts, time.monotonic() - start)


def is_current(connection: sqlite3.Connection, counted: Counted) -> bool:
    """Return whether a session is as it was when it was counted."""
    row = connection.execute(_REVISION_OF_UNCOUNTED, (counted.session,)).fetchone()
    return row is not None and row["revision"] == counted.revision


def _counts(connection: sqlite3.Connection, session: int) -> Counts | None:
    """Count a session; a failure must not prevent the others from being read."""
    try:
        return count(connection, session)
    except sqlite3.Error:
        raise
    except Exception as fault:
        _logger.exception("The operations of session number %d could not be counted", session)
        # Whoever keeps what was logged must not keep a cursor: it would keep erased text readable.
        clear_frames(fault.__traceback__)
        return None


def _opened(path: Path) -> Counter:
    return Counter(Database(path, is_writable=False))
