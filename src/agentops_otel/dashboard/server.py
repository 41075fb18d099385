"""Runs an ASGI app on a socket, in the foreground or in a thread."""

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

# Exporters keep their connection open between batches, which are 5 s apart by default. A server
# that closed it first would now and then cost them a batch.
_KEEP_ALIVE_SECONDS = 75

# Above this number, connections without a request in progress are closed, however many clients keep
# theirs open or send nothing. It is below 1 024, a common limit of open files per process.
_MAX_CONNECTIONS = 768

# Time that requests in progress get to finish when the server stops.
_GRACE_SECONDS = 3

# Name of an `asyncio.Event` that an app may put into its lifespan state. It is set when the server
# begins to stop, for responses that do not end by themselves.
STOPPING: Final = "stopping"

_START_SECONDS = 30


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; port 0 picks a free one.

    Raises:
        OSError: The address is not available.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    # asyncio disables Nagle's algorithm, which would add 40 ms to a response, only if the protocol
    # is given.
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
    """Return the URL at which a browser on this machine reaches the socket."""
    host, port = bound.getsockname()[:2]
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only named here.
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def serve(app: ASGIApp, bound: socket.socket) -> NoReturn:
    """Serve in the foreground; on SIGINT or SIGTERM, finish the requests in progress.

    Raises:
        SystemExit: Always, so that the caller's resources are released: with code 0 after a signal,
            1 if the app did not start.
    """
    settle_memory()
    for each in (signal.SIGINT, signal.SIGTERM):
        # Uvicorn handles both while it runs, then raises them again.
        signal.signal(each, _exit)
    server = _Server(app)
    server.run(sockets=[bound])
    raise SystemExit(0 if server.started else 1)


def _exit(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


@contextlib.contextmanager
def running(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve in a thread while the block runs; yield the URL.

    Raises:
        OSError: The address is not available.
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
    """Uvicorn with this project's settings, and an event for having started or failed to start."""

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
                timeout_notify=0,  # On every check, once a second.
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        self.settled = threading.Event()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if (stopping := self.lifespan.state.get(STOPPING)) is not None:
            stopping.set()
        await super().shutdown(sockets)
        # Connections that arrived during the shutdown, or did not finish in time.
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    async def _make_room(self) -> None:
        connections = tuple(self.server_state.connections)
        if len(connections) > _MAX_CONNECTIONS:
            for connection in connections:
                # A connection with a request in progress closes after its response.
                connection.shutdown()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            # Uvicorn raises this if the app fails to start; in a thread it would end nothing.
            self.should_exit = True
        finally:
            self.settled.set()
