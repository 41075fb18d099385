from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from agentops_otel.dashboard.safety.body import MAX_BYTES, BoundedBody
from agentops_otel.dashboard.server import running
from tests import asking
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


def test_a_body_that_never_arrives_is_not_waited_for() -> None:
    async def length(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    app = Starlette(routes=[Route("/", length, methods=["POST"])])
    with running(BoundedBody(app, max_seconds=0.5)) as url:
        address = (str(urlsplit(url).hostname), urlsplit(url).port or 0)
        with socket.create_connection(address, timeout=30) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{")
            assert client.recv(64).startswith(b"HTTP/1.1 408 ")
        assert asking.post(url, content=b"{}").text == "2"


def test_an_import_continues_while_data_keeps_arriving() -> None:
    async def length(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    def slow(chunk: bytes) -> Iterator[bytes]:
        for _ in range(10):
            yield chunk
            time.sleep(0.2)

    app = Starlette(routes=[Route("/api/v1/import", length, methods=["POST"])])
    with running(BoundedBody(app, max_seconds=0.5)) as url:
        path = f"{url}/api/v1/import"
        assert asking.post(path, content=slow(b" " * 2**17)).text == str(10 * 2**17)
        assert asking.post(path, content=slow(b" ")).status_code == 408


def test_the_time_to_process_an_import_does_not_count_against_its_sender() -> None:
    async def slowly(request: Request) -> PlainTextResponse:
        async for _ in request.stream():
            await asyncio.sleep(0.4)
        return PlainTextResponse("kept")

    app = Starlette(routes=[Route("/api/v1/import", slowly, methods=["POST"])])
    with running(BoundedBody(app, max_seconds=0.5)) as url:
        answer = asking.post(f"{url}/api/v1/import", content=iter([b"a", b"b", b"c"]))
        assert answer.text == "kept"


def test_a_body_that_is_not_json_is_refused(dashboard: Dashboard) -> None:
    headers = {"Content-Type": "application/json"}
    answer = dashboard.http.put("/api/v1/views", content=b"{", headers=headers)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
