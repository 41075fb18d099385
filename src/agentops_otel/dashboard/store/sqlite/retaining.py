"""Retention: keeps the file within limits of age and size by removing the oldest sessions."""

from __future__ import annotations

import logging
import sqlite3
from typing import Final

from agentops_otel.dashboard.store.questions import Removed, Retention
from agentops_otel.dashboard.store.sqlite import words
from agentops_otel.dashboard.store.sqlite.database import Database
from agentops_otel.dashboard.store.sqlite.removing import (
    numbers_of,
    remove,
    remove_unused_sources,
    remove_with_words,
)

# Log records per transaction.
_WAITING_CHUNK: Final = 1000

# Later than any time of a log record, which is the producer's and may be ahead of the clock.
_LATEST_TIME: Final = 2**63 - 1

# Pages returned between two transactions: 16 MiB, which take about 60 ms.
_VACUUM_PAGES: Final = 2000

_logger = logging.getLogger(__name__)


def retain(database: Database, retention: Retention, now: int) -> Removed:
    """Remove what a rule no longer keeps, oldest first, and return the space to the system.

    Log records that still wait for a span of their trace belong to no session and are removed
    first.
    """
    total = Removed()
    while True:
        with database.writing() as connection:
            removed = _remove_some(connection, retention, now)
            words.drop_unused(connection)
        if removed == Removed():
            words.purge(database, worn=True)
        database.outside_transaction(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})")
        if removed == Removed():
            break
        total = _sum(total, removed)
    _give_back(database)
    return total


def _give_back(database: Database) -> None:
    """Shrink the file by all free pages, in steps between which writers can proceed."""
    free = _VACUUM_PAGES
    while free >= _VACUUM_PAGES:
        database.outside_transaction(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})")
        with database.reading() as connection:
            (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    database.truncate_log()


def _remove_some(connection: sqlite3.Connection, retention: Retention, now: int) -> Removed:
    """Remove one transaction's worth of what is due next; nothing if everything may stay."""
    waiting = _remove_waiting_records(connection, retention, now)
    if waiting:
        return Removed(log_records=waiting)
    if retention.max_age_ns is not None:
        old = numbers_of(connection, "received < ?", now - retention.max_age_ns)
        if old:
            return remove(connection, old)
    if retention.max_bytes is not None and _is_too_large(connection, retention):
        return _remove_oldest(connection, now, retention.max_bytes)
    return Removed()


def _remove_oldest(connection: sqlite3.Connection, now: int, max_bytes: int) -> Removed:
    """Remove the oldest sessions one by one, no more than necessary."""
    total = Removed()
    living, of_span = words.living_size(connection)
    for number in numbers_of(connection, "received <= ?", now):
        if _bytes_in_use(connection) - words.size(connection) + living <= max_bytes:
            break
        removed = remove_with_words(connection, [number])
        living -= removed.spans * of_span
        total = _sum(total, removed)
    return total


def _sum(one: Removed, other: Removed) -> Removed:
    return Removed(
        one.sessions + other.sessions,
        one.spans + other.spans,
        one.log_records + other.log_records,
    )


def _is_too_large(connection: sqlite3.Connection, retention: Retention) -> bool:
    """Return whether the file exceeds the limit and removing sessions can change that."""
    limit = retention.max_bytes
    if limit is None or _bytes_in_use(connection) <= limit:
        return False
    living, _ = words.living_size(connection)
    if _bytes_in_use(connection) - words.size(connection) + living <= limit:
        return False
    staying = _bytes_that_stay(connection)
    if staying >= limit:
        _logger.warning(
            "The database takes %d bytes without any session, which is not below the %d that it"
            " may have: nothing is removed",
            staying,
            limit,
        )
        return False
    return True


def _bytes_in_use(connection: sqlite3.Connection) -> int:
    size, pages, free = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_size", "page_count", "freelist_count")
    )
    return int(size * (pages - free))


def _bytes_that_stay(connection: sqlite3.Connection) -> int:
    """Return the size of an otherwise empty file: the documents, and one page per table."""
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    (tables,) = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE rootpage > 0 AND tbl_name NOT GLOB 'words_*'"
    ).fetchone()
    (documents,) = connection.execute(
        "SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM documents"
    ).fetchone()
    return int(size * tables + documents)


def _remove_waiting_records(connection: sqlite3.Connection, retention: Retention, now: int) -> int:
    """Remove some log records that wait for a span of their trace; return their number."""
    latest = None
    if retention.max_age_ns is not None:
        latest = now - retention.max_age_ns
    if _is_too_large(connection, retention):
        latest = _LATEST_TIME
    if latest is None:
        return 0
    removed = connection.execute(
        "DELETE FROM log_records WHERE n IN (SELECT n FROM log_records"
        " WHERE session IS NULL AND time <= ? ORDER BY time LIMIT ?)",
        (latest, _WAITING_CHUNK),
    ).rowcount
    if removed:
        remove_unused_sources(connection)
    return removed
