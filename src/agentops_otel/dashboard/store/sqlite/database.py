"""Connections to the file: one writer and a pool of readers."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from agentops_otel.dashboard.store.errors import StoreClosedError, StoreError, StoreFullError
from agentops_otel.dashboard.store.patience import current_patience
from agentops_otel.dashboard.store.sqlite.functions import ContentFunctions
from agentops_otel.dashboard.store.sqlite.room import room_beside
from agentops_otel.dashboard.store.sqlite.schema import check_ours, check_readable, migrate

# Both take effect only if set before the first table is created.
_NEW_FILE: Final = "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL;"
_PATIENCE_MS: Final = 5000

_FREE_IN_FILE: Final = (
    "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size"
)

# Bytes: twice the size at which the engine empties the log.
_MUCH_ROOM: Final = 64 * 1024 * 1024
_WRITER: Final = (
    f"PRAGMA busy_timeout = {_PATIENCE_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;"
    # In pages of 8 KiB: frequently rewritten pages reach the file itself only once per 32 MiB.
    "PRAGMA wal_autocheckpoint = 4000;"
)
_READER: Final = (
    f"PRAGMA query_only = ON; PRAGMA busy_timeout = {_PATIENCE_MS}; PRAGMA cache_size = -16384;"
    "PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY;"
)
_MAX_IDLE_READERS: Final = 8

# The text of `sqlite3_errstr(SQLITE_FULL)`.
_FULL: Final = "database or disk is full"


@contextlib.contextmanager
def translated_errors() -> Iterator[None]:
    """Translate the engine's errors into those that a store may raise."""
    try:
        yield
    except sqlite3.Error as error:
        if _is_full(error):
            raise StoreFullError(f"no room for the database: {error}") from error
        raise StoreError(f"the database failed: {error}") from error


def _is_full(error: sqlite3.Error) -> bool:
    """Return whether the disk was full; Python 3.10 exposes only the engine's message."""
    return str(error) == _FULL


class Database:
    """One SQLite file, opened by this process."""

    def __init__(self, path: Path, *, is_writable: bool) -> None:
        """Open the file. If `is_writable`, create or migrate it if needed.

        Raises:
            StoreError: The file cannot be opened, is not a database of this project, or was written
                before the first release or by a newer one.
        """
        self.path = path
        self._log = path.with_name(f"{path.name}-wal")
        self.is_writable = is_writable
        self._idle: queue.LifoQueue[_Reader] = queue.LifoQueue(_MAX_IDLE_READERS)
        self._is_closed = False
        self._write_lock = threading.RLock()
        with translated_errors():
            self._writer = self._open_writer() if is_writable else None
            with self.reading() as connection:
                check_readable(connection)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that sees one consistent state of the file within the block.

        Raises:
            StoreAbandonedError: The caller's patience has ended.
            StoreError: The engine failed, or the store is closed.
        """
        if self._is_closed:
            raise StoreClosedError("the store is closed")
        patience = current_patience.get()
        patience.check()
        with translated_errors():
            reader = self._take_reader()
            try:
                with patience.stopping(reader.connection.interrupt):
                    reader.connection.execute("BEGIN")
                    yield reader.connection
                    reader.connection.execute("COMMIT")
            except BaseException as error:
                reader.connection.close()
                if isinstance(error, sqlite3.Error):
                    patience.check()
                    if reader.functions.trouble is not None:
                        raise reader.functions.trouble from error
                raise
            self._give_back(reader)

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run a transaction that is durable after the block, or rolled back if it raises.

        Raises:
            StoreFullError: The disk is full.
            StoreClosedError: The store is closed, or was opened for reading only.
            StoreError: The engine failed.
        """
        with self._write_lock, translated_errors():
            writer = self._the_writer()
            writer.execute("BEGIN IMMEDIATE")
            try:
                yield writer
                writer.execute("COMMIT")
            except BaseException:
                # On a full disk, the engine has already rolled back.
                if writer.in_transaction:
                    writer.execute("ROLLBACK")
                raise
            finally:
                self._empty_log_in_time(writer)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads of this process from writing between this thread's transactions."""
        with self._write_lock:
            yield

    def outside_transaction(self, script: str) -> None:
        """Run statements that are not allowed in a transaction, such as a checkpoint."""
        with self._write_lock, translated_errors():
            self._the_writer().executescript(script)

    def truncate_log(self) -> bool:
        """Empty the write-ahead log; return whether that succeeded within the busy timeout.

        A reader in a transaction prevents it.
        """
        with self._write_lock, translated_errors():
            checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"
            busy, _, _ = self._the_writer().execute(checkpoint).fetchone()
            return not busy

    def has_room(self) -> bool:
        """Return whether telemetry may use more of the disk, or free pages of the file itself."""
        left = room_beside(self.path)
        if left > 0:
            return True
        with self.reading() as connection:
            (free,) = connection.execute(_FREE_IN_FILE).fetchone()
        return bool(left + free > 0)

    def require_room(self) -> None:
        """Refuse to use the disk space that is reserved for erasing.

        Raises:
            StoreFullError: Telemetry may not use more of the disk.
        """
        if not self.has_room():
            raise StoreFullError("no room for the database: its disk is full, but for a reserve")

    def is_short_of_room(self) -> bool:
        """Return whether so little room is left that the log has to be kept small."""
        return room_beside(self.path) <= _MUCH_ROOM

    def bytes_used(self) -> int:
        """Return the size of the file and its write-ahead log."""
        return _size(self.path) + _size(self._log)

    def _empty_log_in_time(self, writer: sqlite3.Connection) -> None:
        """Empty the log while the disk still has room to copy its contents into the file."""
        if not self.is_short_of_room():
            return
        # It waits for no reader. Errors are harmless: the transaction is already in the log.
        with contextlib.suppress(sqlite3.Error):
            writer.execute("PRAGMA busy_timeout = 0")
            writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        writer.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")

    def close(self) -> None:
        """Close all connections after any running write. May be called more than once."""
        with self._write_lock:
            self._is_closed = True
            while not self._idle.empty():
                self._idle.get_nowait().connection.close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _the_writer(self) -> sqlite3.Connection:
        if self._is_closed or self._writer is None:
            raise StoreClosedError("the store does not write")
        return self._writer

    def _open_writer(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            connection.row_factory = sqlite3.Row
            if check_ours(connection) == 0:
                connection.executescript(_NEW_FILE)
            connection.executescript(_WRITER)
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _take_reader(self) -> _Reader:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            pass
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.row_factory = sqlite3.Row
        connection.executescript(_READER)
        return _Reader(connection, ContentFunctions(connection))

    def _give_back(self, reader: _Reader) -> None:
        reader.functions.forget()
        try:
            self._idle.put_nowait(reader)
        except queue.Full:
            reader.connection.close()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


class _Reader(NamedTuple):
    connection: sqlite3.Connection
    functions: ContentFunctions
