"""Reading and writing of blocks: the contents that one commit brought for one session."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

from agentops_otel.dashboard.store.errors import StoreDamagedError
from agentops_otel.dashboard.store.sqlite import content


class NewBlocks:
    """Contents on their way into blocks, one block per session."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._contents: dict[int, list[bytes]] = defaultdict(list)
        self._sizes: dict[int, int] = defaultdict(int)

    def add(self, session: int, encoded: bytes) -> int:
        """Add a record's content and return its offset in the session's block."""
        offset = self._sizes[session]
        self._contents[session].append(encoded)
        self._sizes[session] += len(encoded)
        return offset

    def write(self) -> dict[int, int]:
        """Write all blocks and return the row number of each session's block."""
        return {
            session: _insert(self._connection, session, b"".join(contents))
            for session, contents in self._contents.items()
        }


def _insert(connection: sqlite3.Connection, session: int, contents: bytes) -> int:
    inserted = connection.execute(
        "INSERT INTO blocks (session, codec, content) VALUES (?, ?, ?)",
        (session, content.CODEC_ZLIB, content.compress(contents)),
    )
    return inserted.lastrowid or 0


def read_block(connection: sqlite3.Connection, number: int) -> bytes:
    """Return the decompressed contents of a block.

    Raises:
        StoreDamagedError: The block is missing or corrupt.
    """
    row = connection.execute("SELECT codec, content FROM blocks WHERE n = ?", (number,)).fetchone()
    if row is None:
        raise StoreDamagedError(f"block {number} is missing from the file")
    return content.decompress(row["codec"], row["content"])


def contents(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]
) -> Iterator[tuple[sqlite3.Row, bytes]]:
    """Yield rows with their contents.

    Rows of one block should be adjacent: only the last block is kept decompressed.
    """
    number, block = None, b""
    for row in rows:
        if row["block"] != number:
            number = row["block"]
            block = read_block(connection, number)
        yield row, block[row["offset"] : row["offset"] + row["length"]]


def rewrite(connection: sqlite3.Connection, number: int, session: int) -> None:
    """Reduce a block to the contents that rows of its session still refer to."""
    rows = connection.execute(
        "SELECT n, block, offset, length FROM spans WHERE session = ? AND block = ?",
        (session, number),
    ).fetchall()
    if not rows:
        connection.execute("DELETE FROM blocks WHERE n = ?", (number,))
        return
    kept = bytearray()
    moved = []
    for row, encoded in contents(connection, rows):
        moved.append((len(kept), row["n"]))
        kept += encoded
    connection.executemany("UPDATE spans SET offset = ? WHERE n = ?", moved)
    connection.execute(
        "UPDATE blocks SET codec = ?, content = ? WHERE n = ?",
        (content.CODEC_ZLIB, content.compress(bytes(kept)), number),
    )


def rewrite_all(connection: sqlite3.Connection, blocks: Iterable[tuple[int, int]]) -> None:
    """Rewrite several blocks, given as pairs of block and session number."""
    for number, session in sorted(set(blocks)):
        rewrite(connection, number, session)
