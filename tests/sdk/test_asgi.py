"""When an ASGI server shuts down, what its application recorded is sent."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest

from agentops_otel.sdk import asgi
from agentops_otel.sdk.asgi import SessionLifespan
from tests.program import started
from tests.receiver import Receiver

Message = MutableMapping[str, Any]


class Server:
    """The server's side of the lifespan protocol."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log: list[str] = []
        self._incoming = iter(["lifespan.startup", "lifespan.shutdown"])
        monkeypatch.setattr(asgi, "flush", lambda timeout: self.log.append(f"flush {timeout}"))

    async def receive(self) -> Message:
        message = next(self._incoming)
        self.log.append(f"<- {message}")
        return {"type": message}

    async def send(self, message: Message) -> None:
        self.log.append(f"-> {message['type']}")

    def run(self, app: Any) -> list[str]:
        asyncio.run(SessionLifespan(app)({"type": "lifespan"}, self.receive, self.send))
        return self.log


WHOLE = [
    "<- lifespan.startup",
    "-> lifespan.startup.complete",
    "<- lifespan.shutdown",
    "flush 5.0",
    "-> lifespan.shutdown.complete",
]


async def with_lifespan(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def without_lifespan(scope: Any, receive: Any, send: Any) -> None:
    raise NotImplementedError(scope["type"])


async def that_returns(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return


async def that_leaves_early(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})


@pytest.mark.parametrize(
    "app",
    [
        with_lifespan,
        without_lifespan,
        that_returns,
        that_leaves_early,
    ],
)
def test_every_application_is_flushed_before_the_shutdown_is_complete(
    app: Callable[..., Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Server(monkeypatch).run(app) == WHOLE


def test_a_failed_start_stays_a_failed_start(monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed"})
        raise RuntimeError("no database")

    server = Server(monkeypatch)
    with pytest.raises(RuntimeError, match="no database"):
        server.run(failing)
    assert "-> lifespan.startup.failed" in server.log
    assert "-> lifespan.startup.complete" not in server.log


def test_a_start_that_raises_is_not_taken_for_a_missing_lifespan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        raise RuntimeError("no database")

    server = Server(monkeypatch)
    with pytest.raises(RuntimeError, match="no database"):
        server.run(failing)
    assert server.log == ["<- lifespan.startup", "flush 5.0"]


def test_a_crash_after_the_start_is_flushed_and_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    async def crashing(scope: Any, receive: Any, send: Any) -> None:
        await that_leaves_early(scope, receive, send)
        raise RuntimeError("boom")

    server = Server(monkeypatch)
    with pytest.raises(RuntimeError, match="boom"):
        server.run(crashing)
    assert server.log[-1] == "flush 5.0"


def test_other_scopes_pass_through(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    async def app(*connection: object) -> None:
        seen.extend(connection)

    connection = ({"type": "http"}, object(), object())
    asyncio.run(SessionLifespan(app)(*connection))  # type: ignore[arg-type]
    assert tuple(seen) == connection


def test_under_another_event_loop_the_flush_is_called_directly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(monkeypatch)
    # Drive it as an event loop other than asyncio's does: by resuming it.
    running = SessionLifespan(with_lifespan)({"type": "lifespan"}, server.receive, server.send)
    with pytest.raises(StopIteration):
        running.send(None)
    assert server.log == WHOLE


PROGRAM = """
    import agentops_otel as agentops
    import uvicorn
    from agentops_otel.sdk.asgi import SessionLifespan

    agentops.init(auto_start_session=False)

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        with agentops.start_session("request"):
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})

    class Server(uvicorn.Server):
        async def startup(self, sockets=None):
            await super().startup(sockets)
            print(self.servers[0].sockets[0].getsockname()[1], flush=True)

    config = uvicorn.Config(SessionLifespan(app), port=0, log_level="error")
    Server(config).run()
"""


def test_under_uvicorn_nothing_is_lost_that_ended_before_the_signal() -> None:
    import urllib.request

    with Receiver() as receiver:
        # So long a delay that only the final flush can have sent the spans.
        env = {"AGENTOPS_ENDPOINT": receiver.endpoint, "OTEL_BSP_SCHEDULE_DELAY": "600000"}
        with started(PROGRAM, env=env) as process:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            for _ in range(20):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/").close()
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
        assert receiver.span_names == ["request"] * 20
