from __future__ import annotations

import contextlib
import socket
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from agentops_otel.dashboard.safety.crowd import MOST_ASKED, BoundedCrowd
from agentops_otel.dashboard.server import running
from tests import asking
from tests.waiting import wait_until


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def test_unfinished_logins_do_not_block_other_requests() -> None:
    app = Starlette(routes=[Route("/login", length, methods=["POST"]), Route("/", length)])
    with running(BoundedCrowd(app)) as url, contextlib.ExitStack() as stack:
        address = (str(urlsplit(url).hostname), urlsplit(url).port or 0)
        for _ in range(MOST_ASKED):
            client = stack.enter_context(socket.create_connection(address, timeout=30))
            client.sendall(b"POST /login HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nkey=")
        wait_until(lambda: asking.post(f"{url}/login").status_code == 503)
        assert asking.get(url).status_code == 200
