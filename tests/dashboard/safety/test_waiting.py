from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.server import running
from agentops_otel.dashboard.store.errors import StoreAbandonedError
from agentops_otel.dashboard.store.interface import Store
from tests import asking
from tests.telemetry import span, traces_request
from tests.waiting import wait_until

# Examined attribute by attribute, this takes minutes.
SLOW = " OR ".join(f"attr.text:*a*b{number}*" for number in range(150))
SPANS = 300


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_for_writing(tmp_path_factory.mktemp("store") / "sessions.db")
    with closing(store), running(create_app(store)) as url:
        for trace in range(1, SPANS, 100):
            spans = [
                span("x", 1, trace=trace + number, values={"text": "ab" * 500})
                for number in range(100)
            ]
            asking.post(f"{url}/v1/traces", json=traces_request(*spans)).raise_for_status()
        yield store


@pytest.mark.parametrize("path", ["sessions", "facets", "analytics"])
def test_a_query_that_takes_too_long_is_given_up_with_a_reason(store: Store, path: str) -> None:
    with running(create_app(store, query_timeout=0.2)) as url:
        answer = asking.get(f"{url}/api/v1/{path}", params={"q": SLOW})
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"].startswith("the answer takes longer than 0.2 s")
        assert asking.get(f"{url}/api/v1/{path}").status_code == 200


def test_an_export_takes_the_time_it_needs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    export = store.export

    def slowly(session_id: str) -> Iterator[bytes]:
        time.sleep(0.3)
        return export(session_id)

    monkeypatch.setattr(store, "export", slowly)
    session = store.sessions(limit=1).rows[0].id
    with running(create_app(store, query_timeout=0.1)) as url:
        answer = asking.get(f"{url}/api/v1/sessions/{session}/export")
        assert (answer.status_code, answer.text[:16]) == (200, '{"resourceSpans"')


def test_a_query_is_given_up_when_its_client_leaves(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    facets, has_begun, raised = store.facets, threading.Event(), list[Exception]()

    def noting(*arguments: Any, **named: Any) -> Any:
        has_begun.set()
        try:
            return facets(*arguments, **named)
        except Exception as error:
            raised.append(error)
            raise

    monkeypatch.setattr(store, "facets", noting)
    with running(create_app(store, query_timeout=None)) as url:
        address = (str(urlsplit(url).hostname), urlsplit(url).port or 0)
        with socket.create_connection(address, timeout=30) as client:
            query = f"GET /api/v1/facets?q={quote(SLOW)} HTTP/1.1\r\nHost: localhost\r\n\r\n"
            client.sendall(query.encode())
            has_begun.wait(30)
        wait_until(lambda: [type(each) for each in raised] == [StoreAbandonedError], 10)
