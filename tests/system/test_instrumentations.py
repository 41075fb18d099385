"""HTTP clients and a database under OpenTelemetry instrumentations, in sessions of the SDK."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.http_server import http_server
from tests.receiver import Receiver
from tests.system.instrumented import both_orders, counted, program, spans_of, stamps

INIT = 'agentops.init(tags=["production"], session_name="run", live=False)'

REQUESTS = """
    from opentelemetry.instrumentation.requests import RequestsInstrumentor
    RequestsInstrumentor().instrument()
"""

USE_OF_REQUESTS = """
    import asyncio, sys, threading
    from concurrent.futures import ThreadPoolExecutor
    import requests

    url = sys.argv[1]
    print(agentops.current_session().id)

    @agentops.tool
    def fetch(path):
        with requests.Session() as session:
            return session.get(url + path).status_code

    assert [fetch("/"), fetch("/missing")] == [200, 404]
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(fetch, ["/"] * 8)) == {200}

    async def main():
        await asyncio.gather(*(asyncio.to_thread(fetch, "/") for _ in range(4)))
    asyncio.run(main())

    with agentops.start_session("own", tags=["own"]) as own:
        print(own.id)
        thread = threading.Thread(target=fetch, args=["/"])
        thread.start()
        thread.join()
    try:
        requests.get("http://127.0.0.1:9/", timeout=5)  # The discard service, which nobody runs.
    except requests.ConnectionError:
        pass
"""


@both_orders
def test_every_span_of_requests_carries_its_session(instrumented_first: bool) -> None:
    source = program(REQUESTS, INIT, USE_OF_REQUESTS, instrumented_first=instrumented_first)
    with Receiver() as receiver, http_server() as server:
        (run_id, own_id), spans = spans_of(receiver, source, [server.url])
    # No others: the exporter's own requests, made with the same library, leave no span.
    assert counted(spans) == {"GET": 16, "fetch": 15, "own": 1, "run": 1}
    own_trace = {span.trace_id for span in spans if span.name == "own"}
    in_own = [span for span in spans if span.trace_id in own_trace]
    assert sorted(span.name for span in in_own) == ["GET", "fetch", "own"]
    assert stamps(in_own) == {(own_id, ("production", "own"))}
    rest = [span for span in spans if span.trace_id not in own_trace]
    assert stamps(rest) == {(run_id, ("production",))}


HTTPX = """
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
    HTTPXClientInstrumentor().instrument()
"""

USE_OF_HTTPX = """
    import asyncio, sys
    from concurrent.futures import ThreadPoolExecutor
    import httpx

    url = sys.argv[1]
    print(agentops.current_session().id)
    with httpx.Client() as client, ThreadPoolExecutor(4) as pool:
        client.get(url)
        with client.stream("GET", url) as response:
            assert list(response.iter_lines()) == ["here you are"]
        assert all(response.is_success for response in pool.map(client.get, [url] * 8))

    async def turn(client, number):
        async with agentops.start_session(f"turn {number}", tags=[f"turn-{number}"]):
            await client.get(url)
            async with client.stream("GET", url) as response:
                assert [line async for line in response.aiter_lines()] == ["here you are"]
            await asyncio.gather(*(client.get(url) for _ in range(3)))

    async def main():
        async with httpx.AsyncClient() as client:
            await asyncio.gather(*(turn(client, number) for number in range(10)))
            await client.get(url)
    asyncio.run(main())
"""


@both_orders
def test_every_span_of_httpx_carries_its_session(instrumented_first: bool) -> None:
    source = program(HTTPX, INIT, USE_OF_HTTPX, instrumented_first=instrumented_first)
    with Receiver() as receiver, http_server() as server:
        (run_id,), spans = spans_of(receiver, source, [server.url])
    turns = {span.trace_id: span for span in spans if span.name.startswith("turn ")}
    assert len(turns) == 10
    for trace_id, turn in turns.items():
        in_turn = [span for span in spans if span.trace_id == trace_id]
        assert counted(in_turn) == {"GET": 5, turn.name: 1}
        tags = ("production", turn.name.replace(" ", "-"))
        assert stamps(in_turn) == {(turn.attributes["session.id"], tags)}
    rest = [span for span in spans if span.trace_id not in turns]
    assert counted(rest) == {"GET": 11, "run": 1}
    assert stamps(rest) == {(run_id, ("production",))}


CALL = """
    import sys
    {imports}
    with agentops.start_session("run", session_id="chat 7", tags=["a", "b,c"]):
        {call}(sys.argv[1])
"""


@pytest.mark.parametrize("propagated", [True, False])
@pytest.mark.parametrize(
    ("instrument", "imports", "call"),
    [(REQUESTS, "import requests", "requests.get"), (HTTPX, "import httpx", "httpx.get")],
    ids=["requests", "httpx"],
)
def test_the_session_leaves_the_process_only_if_baggage_is_enabled(
    instrument: str, imports: str, call: str, propagated: bool
) -> None:
    init = f"agentops.init(auto_start_session=False, live=False, propagate_baggage={propagated})"
    source = program(
        instrument, init, CALL.format(imports=imports, call=call), instrumented_first=True
    )
    with Receiver() as receiver, http_server() as server:
        _, spans = spans_of(receiver, source, [server.url])
    (headers,) = server.requests
    (client,) = [span for span in spans if span.name == "GET"]
    assert headers["traceparent"].startswith(f"00-{client.trace_id}-{client.span_id}-")
    entries = dict(pair.split("=") for pair in headers.get("baggage", "").split(",") if pair)
    named = {"session.id": "chat 7", "agentops.session.tags": "a,b%2Cc"}
    assert {key: unquote(value.replace("+", " ")) for key, value in entries.items()} == (
        named if propagated else {}
    )


SQLITE = """
    import sqlite3
    from opentelemetry.instrumentation.dbapi import trace_integration
    trace_integration(sqlite3, "connect", "sqlite")
"""

USE_OF_SQLITE = """
    import asyncio, sqlite3, sys
    from concurrent.futures import ThreadPoolExecutor

    path = sys.argv[1]
    print(agentops.current_session().id)

    @agentops.task
    def remember(fact):
        connection = sqlite3.connect(path, timeout=60)
        cursor = connection.cursor()
        cursor.execute("INSERT INTO facts VALUES (?)", [fact])
        connection.commit()
        connection.close()

    connection = sqlite3.connect(path)
    connection.cursor().execute("CREATE TABLE facts (fact)")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(remember, range(8)))

    async def main():
        with agentops.start_session("own", tags=["own"]) as own:
            print(own.id)
            await asyncio.gather(*(asyncio.to_thread(remember, n) for n in range(4)))
    asyncio.run(main())
    assert len(connection.cursor().execute("SELECT * FROM facts").fetchall()) == 12
"""


@both_orders
def test_every_span_of_a_database_carries_its_session(
    instrumented_first: bool, tmp_path: Path
) -> None:
    source = program(SQLITE, INIT, USE_OF_SQLITE, instrumented_first=instrumented_first)
    with Receiver() as receiver:
        (run_id, own_id), spans = spans_of(receiver, source, [str(tmp_path / "facts.db")])
    assert counted(spans) == {
        "CREATE": 1,
        "INSERT": 12,
        "SELECT": 1,
        "own": 1,
        "remember": 12,
        "run": 1,
    }
    own_trace = {span.trace_id for span in spans if span.name == "own"}
    in_own = [span for span in spans if span.trace_id in own_trace]
    assert counted(in_own) == {"INSERT": 4, "own": 1, "remember": 4}
    assert stamps(in_own) == {(own_id, ("production", "own"))}
    rest = [span for span in spans if span.trace_id not in own_trace]
    assert stamps(rest) == {(run_id, ("production",))}
