"""The word index: which spans have which words, in one full-text table per day of receipt.

A day's table is dropped as a whole once retention has removed its spans, which costs nothing,
whereas deleting single entries requires tokenising every text again. Row ids are those of the
spans and are never reused. The tables store only words, no texts; see `docs/reference/store.md`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache, partial
from typing import Final

from agentops_otel.dashboard.store.errors import StoreDamagedError, StoreFullError
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.blocks import contents, read_block
from agentops_otel.dashboard.store.sqlite.database import Database
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import span_of
from agentops_otel.dashboard.store.sqlite.word_texts import indexable

_NS_PER_SECOND: Final = 1_000_000_000
_LAST_SECOND: Final = 253_402_300_799  # Of the year 9999, where Python's calendar ends.

# Every write adds a segment to the index. Merging twice as many at once as by default makes writes
# a third faster, but searches have to read a few more segments.
_SEGMENTS_A_MERGE: Final = 8

# SQLite allows at most 500 terms in one compound SELECT.
_MAX_TABLES: Final = 400

# Lengths of word prefixes that have entries of their own. A longer prefix is looked up by way of
# all words that start with it.
_PREFIXES: Final = "1 2 3 4"

# Pages of 4 KB to write per transaction while a table is rewritten; each takes up to three times
# its size in the log. The larger number takes half the time.
_PAGES_A_STEP: Final = 2000
_PAGES_A_STEP_WITHOUT_ROOM: Final = 100
_CHANGES_OF_PROGRESS: Final = 2

# Before SQLite 3.42, each complete merge adds two levels to an index, which cannot be read any more
# once it has more than 2 000: https://sqlite.org/src/file/ext/fts5/fts5_index.c
_MOST_LEVELS: Final = 1000
_STRUCTURE: Final = 10  # Row of an index that begins with a cookie and the number of levels.
_COOKIE_BYTES: Final = 4

# The share of a table's entries that must have been removed before retention rewrites it.
_WORN: Final = 0.25


def match_expression(words: Sequence[str], *, prefix: bool) -> str:
    """Return a full-text query for all of some words, which consist of letters and digits."""
    quoted = [f'"{word}"' for word in words]
    return " AND ".join(quoted) + (" *" if prefix else "")


@dataclass(frozen=True)
class WordIndex:
    """The tables that together index all spans, in one state of the file."""

    connection: sqlite3.Connection
    tables: Sequence[str]

    def rows(self, match: str) -> tuple[str, tuple[str, ...]]:
        """Return SQL and values for the row numbers of the spans that match a full-text query."""
        found = " UNION ALL ".join(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ?" for table in self.tables
        )
        return found or "SELECT NULL WHERE 0", (match,) * len(self.tables)

    def finds_at_most(self, count: int, match: str) -> bool:
        """Return whether at most `count` spans match a full-text query."""
        rows, values = self.rows(match)
        (found,) = self.connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM ({rows}) LIMIT ?)", (*values, count + 1)
        ).fetchone()
        return int(found) <= count


def index(connection: sqlite3.Connection) -> WordIndex | None:
    """Return the index, or None if some spans are not in it or it cannot be used."""
    rows = connection.execute("SELECT day FROM word_days ORDER BY day DESC").fetchall()
    if len(rows) > _MAX_TABLES or not _is_available(connection):
        return None
    incomplete = connection.execute("SELECT 1 FROM meta WHERE key = 'unindexed'").fetchone()
    return None if incomplete else WordIndex(connection, [_table(row["day"]) for row in rows])


def last_number(connection: sqlite3.Connection) -> int:
    """Return the largest row number of the index's tables, including removed entries."""
    (last,) = connection.execute("SELECT coalesce(max(last), 0) FROM word_days").fetchone()
    return int(last)


def add(connection: sqlite3.Connection, received: int, spans: Sequence[tuple[int, str]]) -> None:
    """Add the texts of spans by row number, in ascending order and above all earlier numbers."""
    if not spans:
        return
    if not _is_available(connection):
        connection.execute("REPLACE INTO meta (key, value) VALUES ('unindexed', 'yes')")
        return
    # If the clock was set back, row numbers must still ascend from table to table.
    (latest,) = connection.execute("SELECT coalesce(max(day), 0) FROM word_days").fetchone()
    day = max(latest, _day(received))
    if day != latest:
        connection.execute(
            f"CREATE VIRTUAL TABLE {_table(day)} USING fts5(body, content='', detail=none,"
            f" columnsize=0, tokenize='ascii', prefix='{_PREFIXES}')"
        )
        connection.execute(
            f"INSERT INTO {_table(day)} ({_table(day)}, rank) VALUES ('automerge', ?)",
            (_SEGMENTS_A_MERGE,),
        )
    connection.execute(
        statements.MERGE_WORD_DAY, {"day": day, "first": spans[0][0], "last": spans[-1][0]}
    )
    connection.executemany(
        f"INSERT INTO {_table(day)} (rowid, body) VALUES (?, ?)",
        spans,
    )


def remove(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> None:
    """Remove spans, given as complete rows, while their contents are still in the file."""
    sources = Sources(connection)
    for row, encoded in contents(connection, rows):
        found = connection.execute(
            "SELECT day FROM word_days WHERE ? BETWEEN first AND last", (row["n"],)
        ).fetchone()
        if found is not None:
            table = _table(found["day"])
            connection.execute(
                f"INSERT INTO {table} ({table}, rowid, body) VALUES ('delete', ?, ?)",
                (row["n"], indexable(span_of(row, encoded, sources))),
            )
            connection.execute(
                "UPDATE word_days SET removed = removed + 1 WHERE day = ?", (found["day"],)
            )


def forget(connection: sqlite3.Connection, session: int) -> None:
    """Remove the spans of a session whose contents cannot be read, by rebuilding their tables.

    Removing an entry requires its text; if that is lost, all other entries are inserted again.
    """
    days = connection.execute(
        "SELECT * FROM word_days WHERE EXISTS"
        " (SELECT 1 FROM spans WHERE session = ? AND n BETWEEN first AND last)",
        (session,),
    ).fetchall()
    for day in days:
        _rebuild(connection, day, without=session)


def _rebuild(connection: sqlite3.Connection, day: sqlite3.Row, *, without: int | None) -> None:
    table = _table(day["day"])
    connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
    others = connection.execute(
        "SELECT * FROM spans WHERE session IS NOT ? AND n BETWEEN ? AND ? ORDER BY block",
        (without, day["first"], day["last"]),
    )
    kept = 0
    for number, body in _readable(connection, others):
        connection.execute(f"INSERT INTO {table} (rowid, body) VALUES (?, ?)", (number, body))
        kept += 1
    connection.execute(
        "UPDATE word_days SET removed = 0, purged = last - first + 1 - ? WHERE day = ?",
        (kept, day["day"]),
    )


def _readable(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]
) -> Iterator[tuple[int, str]]:
    """Yield the row number and text of spans, skipping those whose contents are damaged."""
    sources = Sources(connection)
    block = lru_cache(maxsize=1)(partial(read_block, connection))
    for row in rows:
        try:
            encoded = block(row["block"])[row["offset"] : row["offset"] + row["length"]]
            yield row["n"], indexable(span_of(row, encoded, sources))
        except StoreDamagedError:
            continue


def purge(database: Database, *, worn: bool = False) -> None:
    """Rewrite the tables that entries were removed from: until then, their words are in the file.

    This takes many transactions, between which the write-ahead log may be emptied, as it may not
    have room for a whole table. No other write of this process comes between them.

    Args:
        database: Must not be in a transaction.
        worn: Rewrite only the tables that have lost a quarter of their entries, since rewriting is
            slow.
    """
    with database.alone():
        with database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM word_days WHERE removed > ? * (last - first + 1 - purged)",
                (_WORN if worn else 0,),
            ).fetchall()
        for row in rows:
            is_whole = _rebuilt_in_time(database, row)
            while not is_whole:
                is_short = database.is_short_of_room()
                pages = _PAGES_A_STEP_WITHOUT_ROOM if is_short else _PAGES_A_STEP
                with database.writing() as connection:
                    is_whole = _merge_some(connection, row["day"], pages)


def _rebuilt_in_time(database: Database, day: sqlite3.Row) -> bool:
    """Rebuild a table whose levels are running out, if there is room; return whether it was."""
    with database.reading() as connection:
        if _levels(connection, day["day"]) <= _MOST_LEVELS:
            return False
    try:
        with database.writing() as connection:
            _rebuild(connection, day, without=None)
    except StoreFullError:
        return False
    return True


def _levels(connection: sqlite3.Connection, day: int) -> int:
    (structure,) = connection.execute(
        f"SELECT block FROM {_table(day)}_data WHERE id = ?", (_STRUCTURE,)
    ).fetchone()
    levels = 0
    for byte in structure[_COOKIE_BYTES:]:
        levels = levels << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the continuation bit of a number
            break
    return levels


def _merge_some(connection: sqlite3.Connection, day: int, pages: int) -> bool:
    """Merge some more pages of a table into one segment without removed entries.

    See https://www.sqlite.org/fts5.html#the_merge_command: a negative number merges all segments,
    and fewer than two changes mean that nothing is left to do.

    Returns:
        Whether the table is completely merged.
    """
    before = connection.total_changes
    table = _table(day)
    connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (-pages,))
    is_whole = connection.total_changes - before < _CHANGES_OF_PROGRESS
    if is_whole:
        connection.execute(
            "UPDATE word_days SET purged = purged + removed, removed = 0 WHERE day = ?", (day,)
        )
    return is_whole


def size(connection: sqlite3.Connection) -> int:
    """Return the size of the tables in bytes, including entries of removed spans."""
    days = connection.execute("SELECT day FROM word_days").fetchall()
    return sum(_size(connection, row["day"]) for row in days)


def living_size(connection: sqlite3.Connection) -> tuple[float, float]:
    """Return the estimated bytes that the entries of existing spans take, in total and per span.

    The rest becomes free when the table of its day is rewritten or dropped.
    """
    total, spans = 0.0, 0
    for row in connection.execute("SELECT * FROM word_days").fetchall():
        (living,) = connection.execute(
            "SELECT count(*) FROM spans WHERE n BETWEEN ? AND ?", (row["first"], row["last"])
        ).fetchone()
        # A removed entry exists twice: as it was, and as a deletion marker.
        entries = row["last"] - row["first"] + 1 - row["purged"] + row["removed"]
        total += _size(connection, row["day"]) * living / max(1, living, entries)
        spans += living
    return total, total / max(1, spans)


def _size(connection: sqlite3.Connection, day: int) -> int:
    (taken,) = connection.execute(
        f"SELECT coalesce(sum(length(block)), 0) FROM {_table(day)}_data"
    ).fetchone()
    return int(taken)


def drop_unused(connection: sqlite3.Connection) -> None:
    """Drop the tables of days that have no spans left."""
    rows = connection.execute(
        "SELECT day FROM word_days WHERE last < (SELECT coalesce(min(n), 0) FROM spans)"
    ).fetchall()
    for row in rows:
        connection.execute(f"DROP TABLE {_table(row['day'])}")
        connection.execute("DELETE FROM word_days WHERE day = ?", (row["day"],))


def _is_available(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone()
    return found is not None


def _day(received: int) -> int:
    """Return the day of a time in UTC as a number that reads as a date: 20261124."""
    seconds = min(received // _NS_PER_SECOND, _LAST_SECOND)
    return int(datetime.fromtimestamp(seconds, tz=timezone.utc).strftime("%Y%m%d"))


def _table(day: int) -> str:
    return f"words_{day}"
