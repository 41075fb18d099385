"""The word index: which spans have which words, in one full-text table a day of receipt.

A day's table is dropped whole once retention has taken its spans, which costs nothing, while
deleting entries one by one would tokenise every text again. Row ids are those of the spans and are
never used twice. The tables keep no text, only words; `docs/reference/store.md` tells the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache, partial
from typing import Final

from agentops_otel.dashboard.store.errors import StoreDamagedError
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.blocks import contents, read_block
from agentops_otel.dashboard.store.sqlite.database import Database
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import span_of
from agentops_otel.dashboard.store.sqlite.word_texts import indexable

_NS_PER_SECOND: Final = 1_000_000_000
_LAST_SECOND: Final = 253_402_300_799  # Of the year 9999, where Python's calendar ends.

# Every write makes a segment of the index. To merge twice as many of them at once as by default
# takes a third of the time from writing, and a search looks at some more of them.
_SEGMENTS_A_MERGE: Final = 8

# The most terms that SQLite takes in one compound SELECT are 500.
_MAX_TABLES: Final = 400

# Beginnings of words of these lengths have entries of their own. A longer one is put together from
# the words that begin so.
_PREFIXES: Final = "1 2 3 4"

# Pages of 4 KB that are written in one transaction while a table is rewritten; each is up to three
# times as much of the log. Many take half the time.
_PAGES_A_STEP: Final = 2000
_PAGES_A_STEP_WITHOUT_ROOM: Final = 100
_CHANGES_OF_PROGRESS: Final = 2

# So large a part of a table has to be removed before it is rewritten by itself.
_WORN: Final = 0.25


def match_expression(words: Sequence[str], *, prefix: bool) -> str:
    """Write words, which are letters and digits only, as a query that all of them have to meet."""
    quoted = [f'"{word}"' for word in words]
    return " AND ".join(quoted) + (" *" if prefix else "")


@dataclass(frozen=True)
class WordIndex:
    """The tables that together have all spans, as one state of the file has them."""

    connection: sqlite3.Connection
    tables: Sequence[str]

    def rows(self, match: str) -> tuple[str, tuple[str, ...]]:
        """Write a query for the row numbers of the spans that satisfy a full-text query."""
        found = " UNION ALL ".join(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ?" for table in self.tables
        )
        return found or "SELECT NULL WHERE 0", (match,) * len(self.tables)

    def finds_at_most(self, count: int, match: str) -> bool:
        """Tell whether no more spans than that satisfy a full-text query."""
        rows, values = self.rows(match)
        (found,) = self.connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM ({rows}) LIMIT ?)", (*values, count + 1)
        ).fetchone()
        return int(found) <= count


def index(connection: sqlite3.Connection) -> WordIndex | None:
    """Give the index; None if some spans are not in it."""
    rows = connection.execute("SELECT day FROM word_days ORDER BY day DESC").fetchall()
    if len(rows) > _MAX_TABLES or not _is_available(connection):
        return None
    incomplete = connection.execute("SELECT 1 FROM meta WHERE key = 'unindexed'").fetchone()
    return None if incomplete else WordIndex(connection, [_table(row["day"]) for row in rows])


def last_number(connection: sqlite3.Connection) -> int:
    """Give the largest row number that the index has ever had."""
    (last,) = connection.execute("SELECT coalesce(max(last), 0) FROM word_days").fetchone()
    return int(last)


def add(connection: sqlite3.Connection, received: int, spans: Sequence[tuple[int, str]]) -> None:
    """Add the texts of spans by row number; the numbers are larger than any before."""
    if not spans:
        return
    if not _is_available(connection):
        connection.execute("REPLACE INTO meta (key, value) VALUES ('unindexed', 'yes')")
        return
    # A clock that was set back must not bring numbers into a table out of their order.
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
    """Take out spans, given by their rows of all columns, whose contents are still there."""
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
    """Take out the spans of a session whose contents cannot be read: write their tables anew.

    Entries are taken out by what they hold; where that is lost, all others are put in once more.
    """
    days = connection.execute(
        "SELECT * FROM word_days WHERE EXISTS"
        " (SELECT 1 FROM spans WHERE session = ? AND n BETWEEN first AND last)",
        (session,),
    ).fetchall()
    for day in days:
        table = _table(day["day"])
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
        others = connection.execute(
            "SELECT * FROM spans WHERE session <> ? AND n BETWEEN ? AND ? ORDER BY block",
            (session, day["first"], day["last"]),
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
    """Give the entries of spans, without those whose contents are damaged, too."""
    sources = Sources(connection)
    block = lru_cache(maxsize=1)(partial(read_block, connection))
    for row in rows:
        try:
            encoded = block(row["block"])[row["offset"] : row["offset"] + row["length"]]
            yield row["n"], indexable(span_of(row, encoded, sources))
        except StoreDamagedError:
            continue


def purge(database: Database, *, worn: bool = False) -> None:
    """Rewrite the tables that entries were taken out of: until then their words are in the file.

    That takes many transactions, between which the write-ahead log may be emptied, as there may be
    no room for a whole table in it. No other write of this process comes between them.

    Args:
        database: Outside of any transaction.
        worn: Only those of which a quarter was taken out: to rewrite a table takes its time.
    """
    with database.alone():
        with database.reading() as connection:
            rows = connection.execute(
                "SELECT day FROM word_days WHERE removed > ? * (last - first + 1 - purged)",
                (_WORN if worn else 0,),
            ).fetchall()
        for row in rows:
            is_whole = False
            while not is_whole:
                is_short = database.is_short_of_room()
                pages = _PAGES_A_STEP_WITHOUT_ROOM if is_short else _PAGES_A_STEP
                with database.writing() as connection:
                    is_whole = _merge_some(connection, row["day"], pages)


def _merge_some(connection: sqlite3.Connection, day: int, pages: int) -> bool:
    """Put some more pages of a table into one segment, which has nothing that was taken out.

    https://www.sqlite.org/fts5.html#the_merge_command tells how: below 0 it is all segments, and
    two changes are made where there is nothing left to do.
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
    """Give the bytes that the tables take, with entries of spans that are gone."""
    days = connection.execute("SELECT day FROM word_days").fetchall()
    return sum(_size(connection, row["day"]) for row in days)


def living_size(connection: sqlite3.Connection) -> tuple[float, float]:
    """Give the bytes that the entries of the spans take which are there, and those of one of them.

    The rest comes free when the table of its day is rewritten or dropped.
    """
    total, spans = 0.0, 0
    for row in connection.execute("SELECT * FROM word_days").fetchall():
        (living,) = connection.execute(
            "SELECT count(*) FROM spans WHERE n BETWEEN ? AND ?", (row["first"], row["last"])
        ).fetchone()
        # What was taken out is there twice: as it was, and as a mark that it is gone.
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
    """Drop the tables of days of which no span is left."""
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
    """Give the day of a time as a number that reads as a date: 20261124."""
    seconds = min(received // _NS_PER_SECOND, _LAST_SECOND)
    return int(datetime.fromtimestamp(seconds, tz=timezone.utc).strftime("%Y%m%d"))


def _table(day: int) -> str:
    return f"words_{day}"
