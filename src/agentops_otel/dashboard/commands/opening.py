"""An open store for the block of a command, and its trouble as one line."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from agentops_otel.dashboard.commands.terminal import fail
from agentops_otel.dashboard.database import (
    DatabaseError,
    open_for_changing,
    open_for_reading,
    open_for_writing,
)
from agentops_otel.dashboard.store.errors import StoreError
from agentops_otel.dashboard.store.interface import Store


@contextlib.contextmanager
def reading(db: Path) -> Iterator[Store]:
    """Open a database for the block, and end the command where that or the reading fails."""
    with _opened(db, open_for_reading) as store:
        yield store


@contextlib.contextmanager
def writing(db: Path) -> Iterator[Store]:
    """Like `reading`, to write too; a database that is not there is made."""
    with _opened(db, open_for_writing) as store:
        yield store


@contextlib.contextmanager
def changing(db: Path) -> Iterator[Store]:
    """Like `writing`, for what has no meaning without a database: erasing, mending."""
    with _opened(db, open_for_changing) as store:
        yield store


@contextlib.contextmanager
def _opened(db: Path, open_store: Callable[[Path], Store]) -> Iterator[Store]:
    try:
        with contextlib.closing(open_store(db)) as store:
            yield store
    except DatabaseError as error:
        fail(str(error))
    except StoreError as error:
        fail(f"{db}: {error}")
