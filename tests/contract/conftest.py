from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agentops_otel.dashboard.store.interface import Store
from agentops_otel.dashboard.store.sqlite import SqliteStore
from tests.contract.telemetry import NOW

OpenStore = Callable[[], Store]


def open_sqlite(folder: Path) -> Store:
    return SqliteStore.open(folder / "sessions.db", clock=lambda: NOW)


ENGINES = {"sqlite": open_sqlite}


@pytest.fixture(params=sorted(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Yield a store of each engine: every test runs against all of them."""
    opened = ENGINES[request.param](tmp_path)
    yield opened
    opened.close()
