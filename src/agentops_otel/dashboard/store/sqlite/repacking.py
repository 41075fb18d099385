"""Merging of small blocks into few large ones, once a session has ended and is quiet.

A session that arrives in a trickle leaves one block per write, each with a few spans, and small
blocks compress badly.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.blocks import NewBlocks, contents

# Time to wait for stragglers after the last record of a session.
_REST_NS: Final = 10_000_000_000

# Bytes of contents per block: larger blocks compress no better, and reading one span decompresses
# its whole block.
_MAX_BLOCK: Final = 512 * 1024


def repack_one(connection: sqlite3.Connection, now: int) -> bool:
    """Repack one session that needs it; return whether there was one."""
    row = connection.execute(statements.SCATTERED_SESSION, (now - _REST_NS,)).fetchone()
    if row is None:
        return False
    _repack(connection, row["n"])
    connection.execute("UPDATE sessions SET new_blocks = 0 WHERE n = ?", (row["n"],))
    return True


def _repack(connection: sqlite3.Connection, session: int) -> None:
    """Rewrite the contents of a session into as few blocks as possible."""
    rows = connection.execute(
        "SELECT n, block, offset, length FROM spans WHERE session = ? ORDER BY block, offset",
        (session,),
    ).fetchall()
    old_blocks = sorted({row["block"] for row in rows})
    some: list[tuple[int, bytes]] = []
    size = 0
    for row, encoded in contents(connection, rows):
        some.append((row["n"], encoded))
        size += len(encoded)
        if size >= _MAX_BLOCK:
            _write(connection, session, some)
            some, size = [], 0
    _write(connection, session, some)
    connection.executemany("DELETE FROM blocks WHERE n = ?", [(old,) for old in old_blocks])


def _write(connection: sqlite3.Connection, session: int, some: list[tuple[int, bytes]]) -> None:
    """Write contents, each given with the row number of its span, into one block."""
    if not some:
        return
    new = NewBlocks(connection)
    offsets = [(new.add(session, encoded), number) for number, encoded in some]
    block = new.write()[session]
    connection.executemany(
        "UPDATE spans SET block = ?, offset = ? WHERE n = ?",
        [(block, offset, number) for offset, number in offsets],
    )
