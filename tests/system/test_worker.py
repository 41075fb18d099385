"""A real server whose workers read what arrives and count it: killed, interrupted, left alone."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agentops_otel.dashboard.store.sqlite import SqliteStore
from tests.benchmarks.agents import requests
from tests.system.process import PROTOBUF, Server, running
from tests.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for a server's children")

_SENDERS = 4
_WORKERS = 2
_REQUESTS = 12


def children(pid: int) -> set[int]:
    """Return the ids of a process's children that still exist, even as zombies."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


class Sender(threading.Thread):
    """Sends agents' telemetry as fast as it is accepted, until `enough` is set or a request fails.

    Attributes:
        enough: Set to stop the sender.
        acknowledged: The ids of acknowledged spans.
        trouble: The status of the answer that was not 200, if there was one.
    """

    def __init__(self, url: str, seed: int) -> None:
        super().__init__()
        self._url, self._seed = url, seed
        self.enough = threading.Event()
        self.acknowledged = set[str]()
        self.trouble: list[int] = []

    def run(self) -> None:
        with httpx.Client(timeout=60) as client, contextlib.suppress(httpx.HTTPError):
            for body in requests(1000, self._seed):
                if self.enough.is_set():
                    return
                answer = client.post(f"{self._url}/v1/traces", content=body, headers=PROTOBUF)
                if answer.status_code != 200:
                    self.trouble.append(answer.status_code)
                    return
                request = ExportTraceServiceRequest.FromString(body)
                spans = request.resource_spans[0].scope_spans[0].spans
                self.acknowledged |= {span.span_id.hex() for span in spans}


@contextlib.contextmanager
def sending(server: Server) -> Iterator[list[Sender]]:
    senders = [Sender(server.url, seed) for seed in range(_SENDERS)]
    for sender in senders:
        sender.start()
    try:
        yield senders
    finally:
        for sender in senders:
            sender.enough.set()
            sender.join()


def acknowledged(senders: list[Sender]) -> int:
    return sum(len(sender.acknowledged) for sender in senders)


def workers_of(server: Server) -> set[int]:
    """Wait for both workers of a server, and return their process ids."""
    wait_until(lambda: len(children(server.process.pid)) == _WORKERS)
    return children(server.process.pid)


def test_killing_workers_in_mid_batch_neither_loses_nor_doubles_a_span(
    tmp_path: Path,
) -> None:
    database = tmp_path / "sessions.db"
    with running(database) as server:
        with sending(server) as senders:
            workers = workers_of(server)
            before = acknowledged(senders)
            wait_until(lambda: acknowledged(senders) > before + _REQUESTS * 512)
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
            before = acknowledged(senders)
            wait_until(lambda: acknowledged(senders) > before + _REQUESTS * 512)
            wait_until(lambda: not any(map(is_there, workers)))
        assert server.stop() in {0, -signal.SIGTERM}
    assert [sender.trouble for sender in senders] == [[]] * _SENDERS
    sent = [id_ for sender in senders for id_ in sender.acknowledged]
    with contextlib.closing(SqliteStore.open(database)) as store:
        sessions = store.sessions(limit=500).rows
        kept = [span.span_id for session in sessions for span in store.spans(session.id)]
        assert store.check().problems == ()
    assert sorted(kept) == sorted(sent)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_its_server(tmp_path: Path, how: signal.Signals) -> None:
    with running(tmp_path / "sessions.db") as server, sending(server):
        workers = workers_of(server)
        server.stop(how)
        wait_until(lambda: not any(map(is_there, workers)))


def test_ctrl_c_ends_server_and_workers(tmp_path: Path) -> None:
    with running(tmp_path / "sessions.db") as server, sending(server):
        workers = workers_of(server)
        for worker in workers:
            os.kill(worker, signal.SIGINT)
        assert server.stop(signal.SIGINT) in {0, -signal.SIGINT}
        wait_until(lambda: not any(map(is_there, workers)))
