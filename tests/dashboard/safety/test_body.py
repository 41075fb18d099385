from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from agentops_otel.dashboard.safety.body import MAX_BYTES, BoundedBody
from agentops_otel.dashboard.server import running
from tests.served import Dashboard


def chunks() -> Iterator[bytes]:
    for _ in range(MAX_BYTES // 2**16 + 1):
        yield b" " * 2**16


@pytest.mark.parametrize("content", [b" " * (MAX_BYTES + 1), chunks()], ids=["whole", "chunked"])
def test_a_body_is_bounded(dashboard: Dashboard, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = dashboard.http.put("/api/v1/views", content=content, headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_within_the_bound_is_read(dashboard: Dashboard) -> None:
    answer = dashboard.http.put(
        "/api/v1/views",
        content=b'{"items": []}' + b" " * (MAX_BYTES // 2),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 200


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def length(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    app = Starlette(routes=[Route("/", length, methods=["POST"])])
    with running(BoundedBody(app, max_seconds=0.5)) as url:
        address = (str(urlsplit(url).hostname), urlsplit(url).port or 0)
        with socket.create_connection(address, timeout=30) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{")
            assert client.recv(64).startswith(b"HTTP/1.1 408 ")
        assert httpx.post(url, content=b"{}").text == "2"


def test_a_body_that_is_no_json_is_refused(dashboard: Dashboard) -> None:
    answer = dashboard.http.put("/api/v1/views", content=b"{")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
