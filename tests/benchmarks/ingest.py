"""How fast a dashboard takes spans over HTTP, durably: a real server, requests of 512 spans.

    python -m tests.benchmarks.ingest [--spans 200000] [--senders 4] [--rounds 5]

Requests are built before the clock starts and sent from a separate process. Since the CPU time per
span says more than spans per second on a machine with other work, both are printed. They are
printed per round, which shows whether ingest slows down as the file grows.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tests.benchmarks.agents import SPANS_PER_REQUEST, requests

SERVER = ("-m", "agentops_otel.dashboard", "dashboard", "--port", "0", "--log-level", "error")
HEADERS = {"Content-Type": "application/x-protobuf"}


class Sent(NamedTuple):
    """The cost of one round: wall time, seconds of each answer, CPU seconds of the senders."""

    wall: float
    answers: Sequence[float]
    cpu: float


class Spool:
    """Requests in a file, which several threads take one by one."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = threading.Lock()

    def write(self, spans: int) -> None:
        """Write requests with that many spans, and rewind to the first."""
        for body in requests(spans // SPANS_PER_REQUEST):
            self._file.write(len(body).to_bytes(4, "big") + body)
        self._file.flush()
        self._file.seek(0)

    def take(self) -> bytes:
        """Return the next request, or empty bytes after the last."""
        with self._lock:
            return self._file.read(int.from_bytes(self._file.read(4), "big"))


class Round:
    """A number of requests, sent over several connections at once."""

    def __init__(self, port: int, spool: Spool, most: int) -> None:
        self._port = port
        self._spool = spool
        self._left = iter(range(most))
        self._seconds = list[float]()

    def run(self, senders: int) -> Sent:
        """Send the requests over `senders` connections, sequentially on each."""
        threads = [threading.Thread(target=self._send) for _ in range(senders)]
        start, cpu = time.perf_counter(), time.process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Sent(time.perf_counter() - start, self._seconds, time.process_time() - cpu)

    def _send(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        while next(self._left, None) is not None and (body := self._spool.take()):
            start = time.perf_counter()
            connection.request("POST", "/v1/traces", body, HEADERS)
            response = connection.getresponse()
            response.read()
            self._seconds.append(time.perf_counter() - start)
            if response.status != 200:
                raise SystemExit(f"the server answered {response.status}")


def send(port: int, spool: Spool, most: int, senders: int, results: Connection) -> None:
    """Send all requests in rounds of `most`; put each round's `Sent` into `results`, then None."""
    while (sent := Round(port, spool, most).run(senders)).answers:
        results.send(sent)
    results.send(None)


def memory_mib(pid: int) -> int:
    """Return the peak resident memory of a process, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def told(sent: Sent, cpu: float, pid: int, database: Path) -> str:
    """Return the report line of a round."""
    answers, spans = sorted(sent.answers), len(sent.answers) * SPANS_PER_REQUEST
    return (
        f"{spans / sent.wall:8,.0f} spans/s  "
        f"CPU us a span: server {cpu / spans * 1e6:.0f}, senders {sent.cpu / spans * 1e6:.0f}  "
        f"answer ms: p50 {answers[len(answers) // 2] * 1e3:.0f}, "
        f"p99 {answers[int(len(answers) * 0.99)] * 1e3:.0f}  "
        f"peak {memory_mib(pid)} MiB  file {database.stat().st_size / 1e6:,.0f} MB  "
        f"load {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--spans", type=int, default=200_000)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    most = -(-arguments.spans // SPANS_PER_REQUEST // arguments.rounds)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
        spool, database = Spool(file), Path(folder) / "sessions.db"
        spool.write(arguments.spans)
        server = subprocess.Popen(
            [sys.executable, *SERVER, "--db", str(database)], stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        line = next(line for line in server.stdout if "OTLP/HTTP" in line)
        port = int(re.findall(r":(\d+)/", line)[0])
        results, results_end = multiprocessing.Pipe(duplex=False)
        sender = multiprocessing.get_context("fork").Process(
            target=send, args=(port, spool, most, arguments.senders, results_end)
        )
        print(f"{platform.node()}: {os.cpu_count()} cores, {platform.platform()}")
        cpu = cpu_seconds(server.pid)
        sender.start()
        results_end.close()
        while (sent := results.recv()) is not None:
            now = cpu_seconds(server.pid)
            print(told(sent, now - cpu, server.pid, database), flush=True)
            cpu = now
        sender.join()
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
