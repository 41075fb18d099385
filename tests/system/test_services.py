"""Two services, each in its own process: a client in a session, and a FastAPI server."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.program import run, started
from tests.received import Span
from tests.receiver import Receiver
from tests.system.instrumented import both_orders, counted, program, stamps

INSTRUMENT = """
    import asyncio, sys, threading
    from concurrent.futures import ThreadPoolExecutor
    from fastapi import BackgroundTasks, FastAPI, Request
    from fastapi.responses import StreamingResponse
    from opentelemetry import trace
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
    from agentops_otel.sdk.asgi import SessionLifespan

    app = FastAPI()
    app.add_middleware(SessionLifespan)
    FastAPIInstrumentor.instrument_app(app)
    tracer = trace.get_tracer("server")
"""

INIT = "agentops.init(auto_start_session=False, live=False{propagate})"

SERVER = """
    @agentops.task
    def work():
        tracer.start_span("leaf").end()

    @app.get("/plain")
    async def plain(tasks: BackgroundTasks):
        await asyncio.gather(asyncio.to_thread(work), asyncio.to_thread(work))
        tasks.add_task(work)

    @app.get("/sync")
    def sync():  # Answered in a thread.
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: work(), range(2)))

    @app.get("/chat/{chat_id}")
    async def chat(chat_id: str):
        with agentops.start_session("chat", session_id=chat_id, tags=["chat"]):
            await asyncio.to_thread(work)

    @app.get("/stream")
    async def stream():
        @agentops.session(tags=["stream"])
        async def parts():
            for part in ("a", "b"):
                work()
                yield part
        return StreamingResponse(parts())

    import socket
    import uvicorn
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([listening])
"""

CLIENT = """
    import asyncio, sys
    import agentops_otel as agentops
    import httpx
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor

    HTTPXClientInstrumentor().instrument()
    agentops.init(auto_start_session=False, live=False{propagate})

    async def ask(client, number, path):
        with agentops.start_session("ask", session_id=f"ask {{number}}", tags=[f"n{{number}}"]):
            (await client.get(sys.argv[1] + path)).raise_for_status()

    async def main():
        async with httpx.AsyncClient(timeout=60) as client:
            await asyncio.gather(*(ask(client, n, path) for n, path in enumerate(sys.argv[2:])))
    asyncio.run(main())
"""

PROPAGATED = ", propagate_baggage=True"


@contextmanager
def service(receiver: Receiver, source: str) -> Iterator[str]:
    """Run a server, yield its URL, and stop it as an operator does."""
    with started(source, env={"AGENTOPS_ENDPOINT": receiver.endpoint}) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
        assert errors == ""


def spans_of_both(
    paths: list[str], *, propagate: str, instrumented_first: bool = True
) -> list[Span]:
    """Let a client request these paths, each in a session; return the spans of both processes."""
    server = program(
        INSTRUMENT,
        INIT.format(propagate=propagate),
        SERVER,
        instrumented_first=instrumented_first,
    )
    with Receiver() as receiver:
        with service(receiver, server) as url:
            client = run(
                CLIENT.format(propagate=propagate),
                env={"AGENTOPS_ENDPOINT": receiver.endpoint},
                arguments=[url, *paths],
            )
            assert (client.code, client.stderr) == (0, "")
        return receiver.spans


def of_number(spans: list[Span], number: int) -> list[Span]:
    """Return the spans of the trace that the client's session of that number started."""
    asked = [span for span in spans if span.name == "ask"]
    (root,) = [span for span in asked if span.attributes["session.id"] == f"ask {number}"]
    return [span for span in spans if span.trace_id == root.trace_id]


@both_orders
def test_a_request_belongs_to_the_session_that_its_baggage_names(instrumented_first: bool) -> None:
    spans = spans_of_both(
        ["/plain", "/sync"] * 10, propagate=PROPAGATED, instrumented_first=instrumented_first
    )
    for number in range(20):
        of_request = of_number(spans, number)
        path, count = ("/plain", 3) if number % 2 == 0 else ("/sync", 2)
        # The instrumentation also makes spans for the parts of an answer.
        at_least = {"GET": 1, f"GET {path}": 1, "ask": 1, "leaf": count, "work": count}
        assert at_least.items() <= counted(of_request).items()
        assert stamps(of_request) == {(f"ask {number}", (f"n{number}",))}
    assert len(spans) == sum(len(of_number(spans, number)) for number in range(20))


def test_a_session_for_each_request_is_nested_in_the_clients_session() -> None:
    spans = spans_of_both([f"/chat/c{n}" for n in range(10)], propagate=PROPAGATED)
    for number in range(10):
        of_request = of_number(spans, number)
        inside = [span for span in of_request if span.name in {"chat", "work", "leaf"}]
        assert counted(inside) == {"chat": 1, "leaf": 1, "work": 1}
        assert stamps(inside) == {(f"c{number}", (f"n{number}", "chat"))}
        (chat,) = [span for span in inside if span.name == "chat"]
        assert chat.attributes["agentops.session.parent_id"] == f"ask {number}"
        around = [span for span in of_request if span not in inside]
        assert stamps(around) == {(f"ask {number}", (f"n{number}",))}


def test_without_baggage_the_trace_continues_but_the_session_does_not() -> None:
    spans = spans_of_both([f"/chat/c{n}" for n in range(10)], propagate="")
    for number in range(10):
        of_request = of_number(spans, number)
        inside = [span for span in of_request if span.name in {"chat", "work", "leaf"}]
        assert counted(inside) == {"chat": 1, "leaf": 1, "work": 1}
        assert stamps(inside) == {(f"c{number}", ("chat",))}
        (chat,) = [span for span in inside if span.name == "chat"]
        (server,) = [span for span in of_request if span.name == "GET /chat/{chat_id}"]
        assert chat.parent_id == server.span_id
        assert "agentops.session.parent_id" not in chat.attributes
        around = [span for span in of_request if span.name.startswith("GET /chat")]
        assert stamps(around) == {(None, None)}


@pytest.mark.parametrize("propagate", [PROPAGATED, ""], ids=["with baggage", "without baggage"])
def test_a_session_of_a_streamed_answer_includes_what_its_body_does(propagate: str) -> None:
    spans = spans_of_both(["/stream"] * 10, propagate=propagate)
    ids = set()
    for number in range(10):
        of_request = of_number(spans, number)
        inside = [span for span in of_request if span.name in {"parts", "work", "leaf"}]
        assert counted(inside) == {"leaf": 2, "parts": 1, "work": 2}
        ((session_id, tags),) = stamps(inside)
        assert tags == ((f"n{number}", "stream") if propagate else ("stream",))
        ids.add(session_id)
    assert len(ids) == 10


@pytest.mark.parametrize("conventions", ["", "http"])
def test_an_instrumented_server_in_the_automatic_session_gives_one_warning(
    conventions: str,
) -> None:
    finished = run(
        """
        import asyncio
        import agentops_otel as agentops
        from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware

        async def app(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        async def nothing(*message):
            return {"type": "http.request"}

        scope = {"type": "http", "method": "GET", "path": "/", "scheme": "http", "headers": []}
        agentops.init()
        for _ in range(2):
            asyncio.run(OpenTelemetryMiddleware(app)(dict(scope), nothing, nothing))
        """,
        env={"OTEL_TRACES_EXPORTER": "none", "OTEL_SEMCONV_STABILITY_OPT_IN": conventions},
    )
    assert finished.code == 0, finished.stderr
    assert finished.stderr.count("auto_start_session=False") == 1
