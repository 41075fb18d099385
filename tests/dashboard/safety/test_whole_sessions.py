from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.safety import whole_sessions
from agentops_otel.dashboard.safety.whole_sessions import MOST
from agentops_otel.dashboard.server import running
from agentops_otel.dashboard.store.sqlite import SqliteStore, timeline
from agentops_otel.dashboard.store.sqlite import store as sqlite_store
from tests import asking
from tests.telemetry import session_span, span, traces_request

Most = Callable[..., int]


@pytest.fixture
def most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Most]:
    """Yield a function that sends 12 requests at once and returns the most answered at a time."""
    monkeypatch.setattr(whole_sessions, "LARGE", 2)
    now = seen = 0

    def slowly(module: ModuleType, name: str) -> None:
        read = getattr(module, name)

        def reading(*arguments: object, **named: object) -> object:
            nonlocal now, seen
            now += 1
            seen = max(seen, now)
            time.sleep(0.2)
            now -= 1
            return read(*arguments, **named)

        monkeypatch.setattr(module, name, reading)

    store = open_for_writing(tmp_path / "sessions.db")
    assert isinstance(store, SqliteStore)
    large = [session_span("a/b"), span("x", 2, parent=1), span("y", 3, parent=1)]
    with running(create_app(store)) as url, ThreadPoolExecutor(12) as askers:
        for spans in (large, [session_span("small", 1, trace=2)]):
            asking.post(f"{url}/v1/traces", json=traces_request(*spans)).raise_for_status()

        def ask(path: str, status: int = 200) -> int:
            answers = askers.map(lambda _: asking.get(url + path), range(12))
            assert {each.status_code for each in answers} == {status}
            return seen

        slowly(timeline, "whole_spans")
        slowly(sqlite_store, "events")
        yield ask
    store.close()


@pytest.mark.parametrize(
    "path",
    ["a%2Fb/events", "a%2Fb/export", "a%2Fb/events?limit=2"],
)
def test_only_a_few_large_sessions_are_read_whole_at_a_time(most: Most, path: str) -> None:
    assert most(f"/api/v1/sessions/{path}") <= MOST


def test_small_sessions_are_not_limited(most: Most) -> None:
    assert most("/api/v1/sessions/small/events") > MOST


def test_a_slot_is_released_even_when_the_request_is_refused(most: Most) -> None:
    most("/api/v1/sessions/a%2Fb/events?cursor=x", status=400)
    assert most("/api/v1/sessions/a%2Fb/events") <= MOST
