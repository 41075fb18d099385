"""How fast a dashboard answers: a real server with its own database, one query at a time.

    python -m tests.benchmarks.reads [--huge] [--spans 400000] [--rounds 20] [--db sessions.db]

With `--db` the database is kept, and reused if it exists. Besides the sessions of
`tests.benchmarks.agents` it has one of 5 000 spans. With `--huge` it has nothing but two sessions
of `tests.benchmarks.huge`. Times are those of a client on the same machine; the CPU time of the
server says more if the machine is busy.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.benchmarks.agents import SPANS_PER_REQUEST, fill, put, requests
from tests.benchmarks.huge import huge_session
from tests.benchmarks.ingest import cpu_seconds

SERVER = ("-m", "agentops_otel.dashboard", "dashboard", "--port", "0", "--log-level", "error")
PATIENT = ("--query-timeout", "600")
PROTOBUF = {"Content-Type": "application/x-protobuf"}
LARGE, LARGE_SPANS = "large", 5_000
START = 1_794_000_000 * 10**9

LISTS = {
    "list, newest 50": "",
    "list, two tags + state + duration": "tag:tag1 tag:tag2 state:success duration:>2s",
    "list, attribute that all sessions have": 'attr.http.route:"/chat"',
    "list, attribute value that none has": 'attr.http.route:"/none"',
    "list, attribute that none has": "attr.no.such:*",
    "list, attribute number that none has": "attr.score:>100000",
    "list, attribute value of one session": f"attr.session.id:{LARGE}",
    "list, phrase of common words": '"word1 word2"',
    "list, phrase of a name": '"step 3"',
    "list, beginning of a word, 1 letter": "w*",
    "list, beginning of a word, 3 letters": "wor*",
    "list, beginning of a word, 5 letters": "word1*",
}
QUESTIONS = {
    **{name: ("/sessions", {"q": q} if q else {}) for name, q in LISTS.items()},
    "facets": ("/facets", {}),
    "facets, two tags": ("/facets", {"q": "tag:tag1 tag:tag2"}),
    "facets, phrase of common words": ("/facets", {"q": '"word1 word2"'}),
    "analytics, cost by model and day": (
        "/analytics",
        {"measure": "cost", "group_by": "model", "interval": "1d"},
    ),
    "session of 5 000 spans": (f"/sessions/{LARGE}", {}),
    "its spans": (f"/sessions/{LARGE}/spans", {}),
    "its operations": (f"/sessions/{LARGE}/operations", {}),
    "its transcript": (f"/sessions/{LARGE}/transcript", {}),
}

HUGE, OTHER_HUGE = "huge", "huge too"
OF_HUGE = f"/sessions/{HUGE}"
QUESTIONS_ABOUT_HUGE: dict[str, tuple[str, dict[str, str]]] = {
    "session of 50 000 spans": (OF_HUGE, {}),
    "the first 500 of its 25 000 operations": (f"{OF_HUGE}/operations", {"limit": "500"}),
    "one of its operations": (f"{OF_HUGE}/spans/{7:016x}/operations", {}),
    "it compared with another one": ("/compare", {"a": HUGE, "b": OTHER_HUGE}),
    "its 15 000 calls": (f"{OF_HUGE}/operations", {"kind": "llm"}),
    "its operations": (f"{OF_HUGE}/operations", {}),
    "its transcript": (f"{OF_HUGE}/transcript", {}),
}


def large_session() -> Iterator[bytes]:
    """Yield the export requests of one session of model calls and tools under one agent."""
    trace, root = bytes(15) + b"L", bytes(7) + b"L"
    stamp = {"session.id": LARGE, "agentops.session.name": LARGE, "agentops.session.tags": ["tag1"]}
    end = {"agentops.span.kind": "session", "agentops.session.end_state": "success"}
    spans: list[tuple[bytes, bytes, str, int, int, dict[str, Any]]] = [
        (root, b"", LARGE, 0, LARGE_SPANS, {**stamp, **end})
    ]
    for number in range(1, LARGE_SPANS):
        values = call(number) if number % 2 else tool(number)
        spans.append((number.to_bytes(8, "big"), root, "step", number, 1, {**stamp, **values}))
    for first in range(0, len(spans), SPANS_PER_REQUEST):
        request = ExportTraceServiceRequest()
        of_resource = request.resource_spans.add()
        put(of_resource.resource.attributes, "service.name", "bench")
        messages = of_resource.scope_spans.add().spans
        for identifier, parent, name, at, lasts, values in spans[first : first + SPANS_PER_REQUEST]:
            span = {
                "trace_id": trace,
                "span_id": identifier,
                "parent_span_id": parent,
                "name": name,
                "start_time_unix_nano": START + at * 10**6,
                "end_time_unix_nano": START + (at + lasts) * 10**6,
                "error": False,
                "attributes": values,
            }
            fill(messages.add(), span)
        yield request.SerializeToString()


def call(number: int) -> dict[str, Any]:
    """Return the attributes of a model call."""
    text = {"type": "text", "content": f"question {number}"}
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.usage.input_tokens": number,
        "gen_ai.input.messages": json.dumps([{"role": "user", "parts": [text]}]),
    }


def tool(number: int) -> dict[str, Any]:
    """Return the attributes of a tool call."""
    return {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "search",
        "gen_ai.tool.call.result": f"answer {number}",
    }


@contextmanager
def serving(database: Path) -> Iterator[tuple[httpx.Client, int]]:
    """Run a server with a database; yield a client of it and its process id."""
    command = [sys.executable, *SERVER, *PATIENT, "--db", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = next(line for line in server.stdout if "OTLP/HTTP" in line)
        url = re.findall(r"http://[^/]+", line)[0]
        try:
            with httpx.Client(base_url=url, timeout=600) as client:
                yield client, server.pid
        finally:
            server.terminate()


def send(client: httpx.Client, spans: int, *, is_huge: bool) -> None:
    """Send all spans; the first read that follows waits until they are counted."""
    usual = (requests(spans // SPANS_PER_REQUEST), large_session())
    for bodies in (huge_session(HUGE), huge_session(OTHER_HUGE)) if is_huge else usual:
        for body in bodies:
            client.post("/v1/traces", content=body, headers=PROTOBUF).raise_for_status()


def peak_mib(pid: int) -> int:
    """Return the most memory that a process has used, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) // 1024


def milliseconds(
    client: httpx.Client, path: str, query: dict[str, str], rounds: int
) -> list[float]:
    """Send a query several times, and return the sorted times of the answers in milliseconds."""
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        client.get(f"/api/v1{path}", params=query).raise_for_status()
        took.append((time.perf_counter() - start) * 1e3)
    return sorted(took)


def main() -> None:
    """Measure every query and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--huge", action="store_true")
    parser.add_argument("--spans", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--db", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = arguments.db or Path(folder) / "sessions.db"
        is_new = not database.exists()
        with serving(database) as (client, pid):
            if is_new:
                send(client, arguments.spans, is_huge=arguments.huge)
            total = client.get("/api/v1/analytics", params={"measure": "spans"}).json()
            spans = int(total["series"][0]["points"][0]["value"])
            sessions = client.get("/api/v1/sessions", params={"limit": 1}).json()["total"]
            print(f"{platform.node()}: {os.cpu_count()} cores, {platform.platform()}")
            print(
                f"{spans:,} spans in {sessions:,} sessions, {database.stat().st_size / 1e6:.0f} MB"
            )
            print(f"{'':44}{'first ms':>9}{'CPU ms':>8}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}")
            for name, (path, query) in (
                QUESTIONS_ABOUT_HUGE if arguments.huge else QUESTIONS
            ).items():
                cpu = cpu_seconds(pid)
                (first,) = milliseconds(client, path, query, 1)  # With cold caches.
                first_cpu = (cpu_seconds(pid) - cpu) * 1e3
                cpu = cpu_seconds(pid)
                took = milliseconds(client, path, query, arguments.rounds) or [first]
                cpu = (cpu_seconds(pid) - cpu) / max(1, arguments.rounds) * 1e3
                p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
                print(
                    f"{name:44}{first:9.0f}{first_cpu:8.0f}{p50:8.0f}{p95:8.0f}{cpu:8.0f}",
                    flush=True,
                )
            print(f"load {os.getloadavg()[0]:.1f}, peak memory {peak_mib(pid)} MiB")


if __name__ == "__main__":
    main()
