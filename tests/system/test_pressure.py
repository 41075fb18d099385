"""A real server process under pressure: too many requests, slow clients, a full disk."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]  # It ships no types.
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agentops_otel.dashboard.safety.crowd import MOST_ASKED, MOST_SENT
from agentops_otel.dashboard.store.sqlite import SqliteStore
from tests import asking
from tests.system.process import PROTOBUF, Server, running
from tests.waiting import wait_until


def request(spans: int, text: str = "") -> tuple[bytes, set[str]]:
    """Return a request with one trace, and the ids of its spans."""
    message = ExportTraceServiceRequest()
    trace, target = os.urandom(16), message.resource_spans.add().scope_spans.add().spans
    for _ in range(spans):
        span = target.add(trace_id=trace, span_id=os.urandom(8), name="step")
        span.attributes.add(key="text").value.string_value = text
    return message.SerializeToString(), {span.span_id.hex() for span in target}


def kept_in(database: Path) -> list[str]:
    """Return the ids of all spans in a database file, which must be intact."""
    with contextlib.closing(SqliteStore.open(database)) as store:
        assert store.check().problems == ()
        sessions = store.sessions(limit=500).rows
        return [span.span_id for session in sessions for span in store.spans(session.id)]


class Sender(threading.Thread):
    """Sends requests, repeating each until it is acknowledged.

    Attributes:
        acknowledged: The ids of acknowledged spans.
        refusals: Answers that were not 200.
    """

    def __init__(self, url: str, requests: int, spans: int, text: str) -> None:
        super().__init__()
        self._url, self._requests, self._spans, self._text = url, requests, spans, text
        self.acknowledged = set[str]()
        self.refusals: list[httpx.Response] = []

    def run(self) -> None:
        with httpx.Client(timeout=60) as client:
            for _ in range(self._requests):
                body, ids = request(self._spans, self._text)
                while not self._is_taken(client, body):
                    time.sleep(0.05)
                self.acknowledged |= ids

    def _is_taken(self, client: httpx.Client, body: bytes) -> bool:
        answer = client.post(f"{self._url}/v1/traces", content=body, headers=PROTOBUF)
        if answer.status_code != 200:
            self.refusals.append(answer)
        return answer.status_code == 200


def test_overload_is_refused_temporarily_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    database = tmp_path / "sessions.db"
    with running(database) as server:
        senders = [Sender(server.url, 2, 60, "word " * 15_000) for _ in range(16)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(120)
        server.stop()
    refusals = [answer for sender in senders for answer in sender.refusals]
    assert refusals
    assert {answer.status_code for answer in refusals} == {503}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refusals)
    acknowledged = [id_ for sender in senders for id_ in sender.acknowledged]
    assert len(acknowledged) == 16 * 2 * 60
    assert sorted(kept_in(database)) == sorted(acknowledged)


@contextlib.contextmanager
def clients(url: str, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Yield open connections, on each of which `sent` has been written."""
    address = urlsplit(url)
    assert address.hostname is not None
    with contextlib.ExitStack() as stack:
        connections: list[socket.socket] = []
        for _ in range(count):
            client = stack.enter_context(
                socket.create_connection((address.hostname, address.port or 80), timeout=10)
            )
            client.sendall(sent)
            connections.append(client)
        yield connections


def unfinished(body: bytes) -> bytes:
    """Return a request whose announced body is larger than the actual one."""
    return (
        b"POST /v1/traces HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/x-protobuf\r\n"
        b"Content-Length: %d\r\n\r\n" % (10 * len(body))
    ) + body


def test_hundreds_of_slow_clients_do_not_stop_the_others(tmp_path: Path) -> None:
    database = tmp_path / "sessions.db"
    with running(database) as server:
        with clients(server.url, 500, unfinished(bytes(1000))):
            body, ids = request(100)
            answer = asking.post(f"{server.url}/v1/traces", content=body, headers=PROTOBUF)
            assert answer.status_code == 200
        server.stop()
    assert set(kept_in(database)) == ids


def test_too_many_requests_get_a_retryable_otlp_error(tmp_path: Path) -> None:
    with (
        running(tmp_path / "sessions.db") as server,
        clients(server.url, MOST_SENT, unfinished(b"{")),
    ):
        answer = asking.post(f"{server.url}/v1/traces", content=request(1)[0], headers=PROTOBUF)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        assert answer.headers["Content-Type"] == PROTOBUF["Content-Type"]
        assert Status.FromString(answer.content).message
        assert asking.get(f"{server.url}/api/v1/sessions").status_code == 200


def test_too_many_reads_do_not_stop_ingest(tmp_path: Path) -> None:
    slow = (
        b"PUT /api/v1/views HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    )
    with (
        running(tmp_path / "sessions.db") as server,
        clients(server.url, MOST_ASKED, slow),
    ):
        answer = asking.get(f"{server.url}/api/v1/sessions")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        assert answer.headers["Content-Type"] == "application/problem+json"
        for path in ("/healthz", "/readyz"):
            assert asking.get(f"{server.url}{path}").status_code == 200
        answer = asking.post(f"{server.url}/v1/traces", content=request(1)[0], headers=PROTOBUF)
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "sent", [b"", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"], ids=["silent", "answered"]
)
def test_idle_connections_make_room_for_others(tmp_path: Path, sent: bytes) -> None:
    with (
        running(tmp_path / "sessions.db") as server,
        clients(server.url, 800, sent) as connections,
        httpx.Client(timeout=10) as client,
    ):
        wait_until(lambda: is_closed(connections[0]))
        for _ in range(3):
            assert client.get(f"{server.url}/readyz").status_code == 200


def is_closed(client: socket.socket) -> bool:
    """Return whether the server has closed a connection, reading what it answered before."""
    client.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while client.recv(4096):
            pass
        return True
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process's files")
def test_a_full_disk_refuses_requests_until_there_is_room(tmp_path: Path) -> None:
    database = tmp_path / "sessions.db"
    with running(database) as server:
        limit_files(server, 4_000_000)
        acknowledged, refusal = sent_until_full(server)
        assert (refusal.status_code, refusal.headers["Retry-After"]) == (503, "30")
        assert asking.get(f"{server.url}/api/v1/sessions").json()["total"] > 0
        limit_files(server, None)
        body, ids = request(100)
        answer = asking.post(f"{server.url}/v1/traces", content=body, headers=PROTOBUF)
        assert answer.status_code == 200
        server.stop()
    assert acknowledged | ids <= set(kept_in(database))


def limit_files(server: Server, size: int | None) -> None:
    """Limit the size of the server's files, in bytes; None removes the limit."""
    # Not available on Windows.
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    soft = hard if size is None else size
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (soft, hard))


def sent_until_full(server: Server) -> tuple[set[str], httpx.Response]:
    """Send incompressible data; return the acknowledged span ids and the first refusal."""
    acknowledged = set[str]()
    for _ in range(200):
        body, ids = request(20, os.urandom(5000).hex())
        answer = asking.post(f"{server.url}/v1/traces", content=body, headers=PROTOBUF)
        if answer.status_code != 200:
            return acknowledged, answer
        acknowledged |= ids
    raise AssertionError("there was room for everything")
