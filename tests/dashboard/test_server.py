from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from agentops_otel.dashboard.server import bind, running, url_of
from tests import asking


async def hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


APP = Starlette(routes=[Route("/", hello)])


def test_an_app_runs_beside_the_caller_until_the_block_ends() -> None:
    with running(APP) as url:
        assert asking.get(url).text == "hello"
    with pytest.raises(httpx.ConnectError):
        asking.get(url)


def test_two_servers_run_at_once() -> None:
    with running(APP) as one, running(APP) as other:
        assert one != other
        assert asking.get(one).text == asking.get(other).text == "hello"


def test_answers_are_not_delayed() -> None:
    """Asyncio sets TCP_NODELAY only on sockets with an explicit protocol."""
    with bind("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP


def test_an_app_that_does_not_start_is_an_error() -> None:
    class Failing(contextlib.AbstractAsyncContextManager[None]):
        async def __aenter__(self) -> None:
            raise ValueError("no")

        async def __aexit__(self, *_: object) -> None: ...

    failing = Starlette(lifespan=lambda _app: Failing())
    with pytest.raises(RuntimeError, match="did not start"), running(failing):
        pass


def test_a_taken_port_is_an_error() -> None:
    with bind("127.0.0.1", 0) as bound, pytest.raises(OSError, match="in use"):
        bind("127.0.0.1", bound.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "url"), [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")]
)
def test_a_browser_on_this_machine_finds_the_socket(host: str, url: str) -> None:
    with bind(host, 0) as bound:
        assert url_of(bound).startswith(url)


def test_a_connection_that_arrives_during_shutdown_is_closed() -> None:
    has_come, may_go_on = threading.Event(), threading.Event()

    async def busy(_request: Request) -> PlainTextResponse:
        has_come.set()
        # Blocks the event loop, so that it sees the connection and the end at once.
        may_go_on.wait(30)
        return PlainTextResponse("done")

    with contextlib.ExitStack() as clients:
        with running(Starlette(routes=[Route("/", busy)])) as url:
            address = (str(urlsplit(url).hostname), urlsplit(url).port or 0)
            first = clients.enter_context(socket.create_connection(address))
            first.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            assert has_come.wait(30)
            late = clients.enter_context(socket.create_connection(address, timeout=5))
            threading.Timer(0.5, may_go_on.set).start()
        with contextlib.suppress(ConnectionResetError):
            assert late.recv(1) == b""
