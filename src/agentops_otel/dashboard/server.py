"""Runs an ASGI app on a socket: in the foreground, or beside the caller's own work."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final, NoReturn

import uvicorn
from starlette.types import ASGIApp

from agentops_otel.dashboard.memory import settle_memory

# Exporters keep their connection between batches, which are 5 s apart by default: a server that
# closes first makes them lose a batch now and then.
_KEEP_ALIVE_SECONDS = 75

# Beyond it those on which nothing is being answered are closed, however many clients keep one or
# say nothing: below the 1 024 open files that a process often may have.
_MAX_CONNECTIONS = 768

# What is being answered gets so long to end.
_GRACE_SECONDS = 3

# Name of an `asyncio.Event` that an app may have in its lifespan's state. It is set when the server
# begins to stop, for answers that have no end of their own.
STOPPING: Final = "stopping"

_START_SECONDS = 30


def bind(host: str, port: int) -> socket.socket:
    """Listen on an address; port 0 takes a free one.

    Raises:
        OSError: The address cannot be had.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    # asyncio turns Nagle's algorithm off, which would add 40 ms to an answer, only where the
    # protocol is named.
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(128)
    except OSError:
        bound.close()
        raise
    return bound


def url_of(bound: socket.socket) -> str:
    """Give the URL at which a browser on this machine finds the socket."""
    host, port = bound.getsockname()[:2]
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only named here.
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def serve(app: ASGIApp, bound: socket.socket) -> NoReturn:
    """Serve in the foreground; at SIGINT or SIGTERM finish what is being answered.

    Raises:
        SystemExit: Always, so that the caller's own resources are released: with code 0 after a
            signal, 1 if the app did not start.
    """
    settle_memory()
    for each in (signal.SIGINT, signal.SIGTERM):
        # Uvicorn handles both while it runs, and then raises them once more.
        signal.signal(each, _exit)
    server = _Server(app)
    server.run(sockets=[bound])
    raise SystemExit(0 if server.started else 1)


def _exit(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


@contextlib.contextmanager
def running(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve in a thread while the block runs; gives the URL.

    Raises:
        OSError: The address cannot be had.
        RuntimeError: The app did not start.
    """
    with bind(host, port) as bound:
        server = _Server(app)
        thread = threading.Thread(target=server.run, args=([bound],), name="dashboard-server")
        thread.start()
        try:
            server.settled.wait(_START_SECONDS)
            if not server.started:
                raise RuntimeError("the server did not start; its log tells why")
            yield url_of(bound)
        finally:
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """Uvicorn with this project's settings, and an event for having started or failed to."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="on",
                ws="none",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                callback_notify=self._make_room,
                timeout_notify=0,  # As often as it looks: every second.
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        self.settled = threading.Event()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if (stopping := self.lifespan.state.get(STOPPING)) is not None:
            stopping.set()
        await super().shutdown(sockets)
        # What came while it closed, or has not ended within its time.
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    async def _make_room(self) -> None:
        connections = tuple(self.server_state.connections)
        if len(connections) > _MAX_CONNECTIONS:
            for connection in connections:
                # Where something is being answered, only after that.
                connection.shutdown()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            # How uvicorn says that the app failed to start; in a thread it ends nothing.
            self.should_exit = True
        finally:
            self.settled.set()
