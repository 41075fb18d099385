from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_reading, open_for_writing
from agentops_otel.dashboard.safety.keys import add_key
from agentops_otel.dashboard.server import running
from tests import asking
from tests.telemetry import session_span, span, traces_request
from tests.waiting import wait_until


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "sessions.db"
    open_for_writing(path).close()
    return path


@pytest.fixture
def read_only(database: Path) -> Iterator[str]:
    with closing(open_for_reading(database)) as store, running(create_app(store)) as url:
        yield url


@pytest.mark.parametrize("needs_key", [False, True])
def test_slow_requests_do_not_delay_telemetry(
    database: Path, needs_key: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_for_writing(database)
    headers = {"Authorization": f"Bearer {add_key(store, 'admin', 'all')[1]}"}
    is_over = threading.Event()
    waiting = list[None]()

    def never(*_arguments: object, **_named: object) -> dict[str, object]:
        waiting.append(None)
        is_over.wait(60)
        return {}

    monkeypatch.setattr(store, "facets", never)
    with (
        closing(store),
        running(create_app(store, needs_key=needs_key)) as url,
        httpx.Client(base_url=url, headers=headers, timeout=10) as client,
        ThreadPoolExecutor(60) as askers,
    ):
        try:
            for _ in range(60):
                askers.submit(httpx.get, f"{url}/api/v1/facets", headers=headers, timeout=60)
            wait_until(lambda: len(waiting) >= 40)
            request = traces_request(session_span("s1"))
            assert client.post("/v1/traces", json=request).status_code == 200
            assert client.get("/readyz").status_code == 200
        finally:
            is_over.set()


@pytest.mark.parametrize("damage", ["UPDATE blocks SET content = x'00'", "DELETE FROM sources"])
@pytest.mark.parametrize("path", ["events", "export", "operations", "transcript"])
def test_a_damaged_session_is_reported_as_damaged(database: Path, damage: str, path: str) -> None:
    store = open_for_writing(database)
    with closing(store), running(create_app(store)) as url:
        run = span("search", 2, parent=1, values={"gen_ai.operation.name": "execute_tool"})
        asking.post(f"{url}/v1/traces", json=traces_request(session_span("s1"), run))
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(damage)
        answer = asking.get(f"{url}/api/v1/sessions/s1/{path}")
        assert answer.status_code == 500
        assert "the file" in answer.json()["detail"]
        assert asking.delete(f"{url}/api/v1/sessions/s1").status_code == 200


def test_a_closed_store_is_answered_with_a_problem(database: Path) -> None:
    store = open_for_writing(database)
    with running(create_app(store)) as url:
        store.close()
        answer = asking.get(f"{url}/api/v1/sessions")
        assert (answer.status_code, answer.json()["status"]) == (503, 503)
        assert "Retry-After" in answer.headers
        assert asking.get(f"{url}/healthz").status_code == 200
        assert asking.get(f"{url}/readyz").status_code == 503


def test_a_read_only_server_is_not_ready(read_only: str) -> None:
    assert (
        asking.get(f"{read_only}/readyz").json()["detail"] == "the store is open for reading only"
    )
    assert asking.get(f"{read_only}/api/v1/sessions").status_code == 200


@pytest.mark.parametrize("path", ["/readyz", "/api/v1/sessions", "/api/v1/nothing", "/"])
def test_a_head_request_is_answered_like_get_without_the_body(read_only: str, path: str) -> None:
    head, get = httpx.head(f"{read_only}{path}"), asking.get(f"{read_only}{path}")
    assert (head.status_code, head.content) == (get.status_code, b"")
    for name in ("content-type", "content-length"):
        assert head.headers[name] == get.headers[name]


def test_a_head_request_for_a_stream_ends(read_only: str) -> None:
    assert httpx.head(f"{read_only}/api/v1/stream").status_code == 200


def test_a_read_only_server_refuses_writes(read_only: str) -> None:
    request = traces_request(session_span("s1"))
    assert asking.post(f"{read_only}/v1/traces", json=request).status_code == 503
    assert asking.put(f"{read_only}/api/v1/views", json={"items": []}).status_code == 503


def test_a_defect_is_answered_without_internal_details(database: Path) -> None:
    with closing(open_for_writing(database)) as store:
        store.put_document("views", "no json")
        with running(create_app(store)) as url:
            answer = asking.get(f"{url}/api/v1/views")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.json()["detail"] == "the server failed to answer; its log tells why"


def test_a_restarted_app_receives_again(database: Path) -> None:
    with closing(open_for_writing(database)) as store:
        app = create_app(store)
        for number in range(2):
            request = traces_request(session_span(f"s{number}", trace=number + 1))
            with running(app) as url:
                assert asking.post(f"{url}/v1/traces", json=request).status_code == 200


def test_an_app_that_is_not_started_has_no_writer_thread(database: Path) -> None:
    before = set(threading.enumerate())
    with closing(open_for_writing(database)) as store:
        create_app(store)
        started = set(threading.enumerate()) - before
        assert not any(each.name == "agentops-writer" for each in started)
