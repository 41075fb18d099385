"""A real collector between a program and the dashboard, over each OTLP protocol."""

from __future__ import annotations

import contextlib
import importlib.util
import random
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import asking
from tests.dashboard.cli.program import agentops_otel, serving
from tests.program import environment, run, started
from tests.waiting import wait_until


def _rotel() -> Path | None:
    """Return the path of the collector's program, or None if its wheel has none that runs here."""
    found = importlib.util.find_spec("rotel")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).with_name("rotel-agent")
    try:
        works = subprocess.run([path, "version"], capture_output=True, check=False, timeout=30)
    except OSError:
        return None
    return path if works.returncode == 0 else None


ROTEL = _rotel()
pytestmark = pytest.mark.skipif(ROTEL is None, reason="rotel has no wheel that runs here")
both_protocols = pytest.mark.parametrize("protocol", ["http", "grpc"])

SESSIONS = """
    import sys
    import agentops_otel as agentops

    @agentops.tool
    def search(number):
        return number

    agentops.init(auto_start_session=False, tags=["production"])
    first, count = map(int, sys.argv[1:])
    for number in range(first, first + count):
        with agentops.start_session(f"run {number}", session_id=f"s{number}", tags=[f"n{number}"]):
            for step in range(20):
                search(step)
    print(agentops.flush())
"""

OPEN_SESSION = """
    import agentops_otel as agentops

    agentops.init(auto_start_session=False)
    with agentops.start_session("run", session_id="live", tags=["watched"]):
        input()
"""


def free_port() -> int:
    """Return a free port outside the range that sockets get when they ask for any port."""
    while True:
        port = random.randrange(20_000, 30_000)
        with contextlib.suppress(OSError), socket.socket() as listener:
            listener.bind(("127.0.0.1", port))
            return port


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@dataclass(frozen=True)
class Ports:
    """The ports of a dashboard, chosen before it runs: a collector needs them at its start."""

    http: int
    grpc: int

    @classmethod
    def free(cls) -> Ports:
        return cls(free_port(), free_port())

    def options(self, database: Path) -> tuple[str, ...]:
        ports = ("--port", str(self.http), "--grpc-port", str(self.grpc))
        return (*ports, "--db", str(database))

    def of(self, protocol: str) -> int:
        return self.http if protocol == "http" else self.grpc


@contextmanager
def collector(protocol: str, ports: Ports, headers: str = "") -> Iterator[str]:
    """Run a collector that forwards what it gets over one protocol; yield its address for that."""
    own = Ports.free()
    settings = {
        "ROTEL_EXPORTER": "otlp",
        "ROTEL_OTLP_GRPC_ENDPOINT": f"127.0.0.1:{own.grpc}",
        "ROTEL_OTLP_HTTP_ENDPOINT": f"127.0.0.1:{own.http}",
        "ROTEL_OTLP_EXPORTER_ENDPOINT": f"http://127.0.0.1:{ports.of(protocol)}",
        "ROTEL_OTLP_EXPORTER_PROTOCOL": protocol,
        "ROTEL_OTLP_EXPORTER_RETRY_INITIAL_BACKOFF": "100ms",
        "ROTEL_OTLP_EXPORTER_RETRY_MAX_BACKOFF": "200ms",
    }
    if headers:
        settings["ROTEL_OTLP_EXPORTER_CUSTOM_HEADERS"] = headers
    assert ROTEL is not None
    with subprocess.Popen(
        [ROTEL, "start"],
        env=environment(settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_until(lambda: listens(own.of(protocol)))
            yield f"{protocol}://127.0.0.1:{own.of(protocol)}"
        finally:
            process.kill()


def send_sessions(endpoint: str, first: int, count: int) -> None:
    """Run a program to its end; the collector must acknowledge all of its sessions."""
    env = {"AGENTOPS_ENDPOINT": endpoint}
    finished = run(SESSIONS, env=env, arguments=[str(first), str(count)])
    assert (finished.code, finished.stdout, finished.stderr) == (0, "True\n", "")


def listed(url: str) -> dict[str, dict[str, Any]]:
    answer = asking.get(f"{url}/api/v1/sessions").raise_for_status()
    return {session["id"]: session for session in answer.json()["items"]}


def wait_for_sessions(url: str, count: int) -> None:
    """Wait until there are `count` sessions, each complete, and check their contents."""

    def is_complete() -> bool:
        sessions = listed(url).values()
        return len(sessions) == count and all(
            session["state"] == "success" and session["span_count"] == 21 for session in sessions
        )

    wait_until(is_complete)
    for number in range(count):
        session = listed(url)[f"s{number}"]
        assert session["name"] == f"run {number}"
        assert session["tags"] == ["production", f"n{number}"]
        assert session["tool_call_count"] == 20
        spans = asking.get(f"{url}/api/v1/sessions/s{number}/spans").json()
        names = [spans["names"][name] for name in spans["name"]]
        assert sorted(names) == [f"run {number}", *["search"] * 20]
        (root,) = [row for row, parent in enumerate(spans["parent"]) if parent == -1]
        assert spans["parent"].count(root) == 20


@both_protocols
def test_sessions_arrive_unchanged_through_a_collector(protocol: str, tmp_path: Path) -> None:
    ports = Ports.free()
    with (
        serving(*ports.options(tmp_path / "s.db")) as (url, _),
        collector(protocol, ports) as endpoint,
    ):
        send_sessions(endpoint, 0, 3)
        wait_for_sessions(url, 3)


@both_protocols
def test_a_running_session_is_visible_through_a_collector(protocol: str, tmp_path: Path) -> None:
    ports = Ports.free()
    with (
        serving(*ports.options(tmp_path / "s.db")) as (url, _),
        collector(protocol, ports) as endpoint,
        started(OPEN_SESSION, env={"AGENTOPS_ENDPOINT": endpoint}) as program,
    ):
        wait_until(lambda: "live" in listed(url))
        session = listed(url)["live"]
        assert (session["name"], session["state"]) == ("run", "running")
        assert (session["tags"], session["span_count"]) == (["watched"], 0)
        _, errors = program.communicate("\n", timeout=60)
        assert (program.returncode, errors) == (0, "")
        # The end record and the span travel separately, and either may arrive first.
        wait_until(lambda: listed(url)["live"]["span_count"] == 1)
        wait_until(lambda: listed(url)["live"]["state"] == "success")


@both_protocols
def test_what_a_collector_acknowledged_arrives_after_the_dashboard_was_down(
    protocol: str, tmp_path: Path
) -> None:
    ports = Ports.free()
    options = ports.options(tmp_path / "s.db")
    with collector(protocol, ports) as endpoint:
        send_sessions(endpoint, 0, 3)
        with serving(*options) as (url, _):
            wait_for_sessions(url, 3)
        send_sessions(endpoint, 3, 3)
        with serving(*options) as (url, _):
            wait_for_sessions(url, 6)


@both_protocols
def test_a_collector_sends_its_key(protocol: str, tmp_path: Path) -> None:
    database, ports = tmp_path / "s.db", Ports.free()

    def key(role: str) -> str:
        return agentops_otel("keys", "add", "--role", role, "--db", database).stdout.strip()

    headers, reader = f"authorization=Bearer {key('ingest')}", key("read")
    with (
        serving("--host", "0.0.0.0", *ports.options(database)),
        collector(protocol, ports, headers) as endpoint,
        httpx.Client(headers={"Authorization": f"Bearer {reader}"}, timeout=30) as client,
    ):
        send_sessions(endpoint, 0, 1)
        sessions = f"http://127.0.0.1:{ports.http}/api/v1/sessions"
        wait_until(lambda: len(client.get(sessions).json()["items"]) == 1)
