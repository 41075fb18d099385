"""Opens the database that keeps the sessions, with errors that say what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from agentops_otel.dashboard.store.errors import StoreError
from agentops_otel.dashboard.store.interface import Store
from agentops_otel.dashboard.store.sqlite import SqliteStore

# By the texts of `sqlite3_errstr`; Python 3.10 exposes no codes.
_ADVICE: Final[Mapping[str, str]] = {
    "database is locked": (
        "; another program holds it, or the file system, as NFS, locks no files:"
        " stop that program, or keep the file on a disk of this machine"
    ),
    "file is not a database": "; name another file with --db",
    "database disk image is malformed": (
        "; it is damaged: restore a copy, or move it away with the files beside it, -wal and -shm"
    ),
}


class DatabaseError(Exception):
    """The database cannot be opened; the message says why and what to do."""


def open_for_writing(path: Path) -> Store:
    """Open a database for writing; create one, readable only by its owner, if there is none.

    Raises:
        DatabaseError: It cannot be opened or created.
    """
    _check_file(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return SqliteStore.open(path)
    except OSError as error:
        raise DatabaseError(f"cannot write to {path}: {error.strerror}") from error
    except StoreError as error:
        raise DatabaseError(f"cannot open {path}: {error}{_advice(error)}") from error


def open_for_changing(path: Path) -> Store:
    """Open an existing database for writing.

    Raises:
        DatabaseError: There is none, or it cannot be written to.
    """
    _check_there(path)
    return open_for_writing(path)


def open_for_reading(path: Path) -> Store:
    """Open a database for reading while another process may be writing to it.

    Raises:
        DatabaseError: There is none, or it cannot be read.
    """
    _check_there(path)
    _check_file(path)
    if not os.access(path, os.R_OK):
        raise DatabaseError(f"cannot read {path}: {os.strerror(errno.EACCES)}")
    try:
        return SqliteStore.open(path, read_only=True)
    except StoreError as error:
        advice = _advice(error)
        if not advice and not os.access(path.parent, os.W_OK):
            advice = "; to read it takes the right to write to its folder: copy it to another"
        raise DatabaseError(f"cannot open {path}: {error}{advice}") from error


def _advice(error: StoreError) -> str:
    """Return what to do about an error of the engine, as "; do this"; nothing if it is unknown."""
    return next((advice for text, advice in _ADVICE.items() if text in str(error)), "")


def _check_there(path: Path) -> None:
    if not path.exists():
        raise DatabaseError(
            f"there is no database at {path}: start one with `agentops-otel dashboard`,"
            " or name another with --db"
        )


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise DatabaseError(f"{path} is a folder: name a file in it with --db")
