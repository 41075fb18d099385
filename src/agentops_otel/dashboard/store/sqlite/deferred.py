"""Work that writes defer: counting operations, and merging blocks.

Counting needs all spans of a session at once, so it is not repeated in each of the many writes that
bring a session. A write marks the session as uncounted, in its own transaction; the next reader
counts the marked sessions, or a background thread if there is no reader (docs/adr/031).
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from agentops_otel.dashboard.store.errors import StoreClosedError, StoreError, StoreFullError
from agentops_otel.dashboard.store.sqlite.counter import (
    Counted,
    Counter,
    count_uncounted,
    is_current,
)
from agentops_otel.dashboard.store.sqlite.database import Database
from agentops_otel.dashboard.store.sqlite.repacking import repack_one
from agentops_otel.dashboard.store.sqlite.usage import save
from agentops_otel.dashboard.worker.offloaded import Offloaded

# Spans per transaction, which limits how long a write has to wait and how much is counted anew.
_CHUNK: Final = 1000

# The thread counts after `_QUIET` seconds without a write, but at the latest after `_LATEST`
# seconds. Under steady traffic, every session that is still growing is counted each time.
_QUIET: Final = 0.05
_LATEST: Final = 3.0

# Seconds between searches for sessions whose blocks can be merged.
_LOOK: Final = 10.0

# In seconds. Counting a session of ten thousand spans takes a quarter of a second. If one takes
# longer and still grows, the thread leaves it alone for ten times as long, and counts others. For a
# reader it is counted anyway, up to a size that no real session has.
_LONG: Final = 0.25
_TOO_LONG: Final = 2.0
_REST: Final = 10

_UNCOUNTED: Final = "SELECT n, spans FROM sessions WHERE is_uncounted"

_logger = logging.getLogger(__name__)


class _Rest(NamedTuple):
    took: float
    end: float


class DeferredWork:
    """Does the deferred work of this process's writes."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock
        self._written = threading.Event()
        self._written.set()  # A killed process may have left work.
        self._is_closed = False
        self._counter = Offloaded(Counter(database))
        # So that no two threads count the same sessions.
        self._turn = threading.Lock()
        self._rests: dict[int, _Rest] = {}
        self._thread = threading.Thread(target=self._run, name="agentops-deferred", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Notify the thread of a write."""
        self._written.set()

    def settle(self, *, longest: float = _TOO_LONG) -> None:
        """Count all sessions that are uncounted now, except those that rest.

        Sessions written in the meantime are left out: under steady writes, this would never end.

        Args:
            longest: Sessions rest only if counting them took more than this many seconds.
        """
        uncounted = self._uncounted(longest)
        while uncounted:
            uncounted = self._count_some(uncounted)

    def close(self) -> None:
        """Do the remaining work and stop the thread. May be called more than once."""
        self._is_closed = True
        self._written.set()
        self._thread.join()
        self._counter.stop()

    def _run(self) -> None:
        while not self._is_closed:
            self._written.wait(_LOOK)
            self._wait_for_quiet()
            try:
                self.settle(longest=_LONG)
                self._repack_while_quiet()
            except StoreClosedError:
                return
            except StoreFullError as error:
                _logger.warning("Work on the database was put off: %s", error)
            except StoreError:
                # The sessions stay marked; the next write or read tries again.
                _logger.warning("Work on the database was put off", exc_info=True)

    def _wait_for_quiet(self) -> None:
        latest = time.monotonic() + _LATEST
        while not self._is_closed:
            self._written.clear()
            if not self._written.wait(_QUIET) or time.monotonic() > latest:
                return

    def _uncounted(self, longest: float) -> list[tuple[int, int]]:
        """Return the row numbers and span counts of the sessions to count now."""
        with self._database.reading() as connection:
            rows = connection.execute(_UNCOUNTED).fetchall()
        if not rows:
            return []
        now = time.monotonic()
        # Another thread may be adding one, so nothing iterates over the dictionary itself.
        rests = {n: rest for n, rest in self._rests.copy().items() if rest.end > now}
        resting = {n for n, rest in rests.items() if rest.took > longest}
        self._rests = rests
        return [(row["n"], row["spans"]) for row in rows if row["n"] not in resting]

    def _count_some(self, uncounted: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Count sessions from the front of the list in one transaction; return the rest."""
        self._database.require_room()
        position = _chunk(uncounted)
        with self._turn:
            counted = self._counter([session for session, _ in uncounted[:position]])
            with self._database.writing() as connection:
                for each in counted:
                    _save(connection, each)
        self._rest(counted)
        return uncounted[position:]

    def _rest(self, counted: Iterable[Counted]) -> None:
        """Leave sessions alone for a while that took long to count."""
        now = time.monotonic()
        for each in counted:
            if each.seconds > _LONG:
                self._rests[each.session] = _Rest(each.seconds, now + _REST * each.seconds)

    def _repack_while_quiet(self) -> None:
        is_needed = True
        while is_needed and not self._written.is_set():
            with self._database.writing() as connection:
                is_needed = repack_one(connection, self._clock())


def _chunk(uncounted: Sequence[tuple[int, int]]) -> int:
    """Return how many sessions from the front of the list to count in one transaction."""
    spans = 0
    for position, (_, size) in enumerate(uncounted, start=1):
        spans += size
        if spans >= _CHUNK:
            return position
    return len(uncounted)


def _save(connection: sqlite3.Connection, counted: Counted) -> None:
    """Save counts; count again if the session was written in the meantime."""
    newest: Counted | None = counted
    if not is_current(connection, counted):
        newest = count_uncounted(connection, counted.session)
    if newest is None:
        return
    if newest.counts is None:
        give_up = "UPDATE sessions SET is_uncounted = 0 WHERE n = ?"
        connection.execute(give_up, (newest.session,))
    else:
        save(connection, newest.session, newest.counts)
