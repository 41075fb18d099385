"""Opens the store for a command, and reports its errors in one line."""

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
    """Open a database for the block; end the command if opening or reading fails."""
    with _opened(db, open_for_reading) as store:
        yield store


@contextlib.contextmanager
def writing(db: Path) -> Iterator[Store]:
    """Like `reading`, but for writing too; create the database if there is none."""
    with _opened(db, open_for_writing) as store:
        yield store


@contextlib.contextmanager
def changing(db: Path) -> Iterator[Store]:
    """Like `writing`, for erasing and repairing, which need an existing database."""
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
