"""A real server process that receives real telemetry, is killed, restarted, and read meanwhile."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from agentops_otel.dashboard.store.sqlite import SqliteStore
from tests import asking
from tests.system.killing import kill_in_mid_ingest, send_until_refused
from tests.system.process import COMMAND, Server, get, running
from tests.waiting import wait_until

CAPTURES = sorted(
    path
    for path in (Path(__file__).parents[1] / "fixtures" / "genai").glob("*.json")
    if not path.name.endswith(".expect.json")
)


@pytest.mark.parametrize("run", range(3))
def test_no_acknowledged_span_is_lost_when_the_server_is_killed(tmp_path: Path, run: int) -> None:
    database = tmp_path / "sessions.db"
    acknowledged: set[str] = set()
    for round_ in range(2):
        kill_in_mid_ingest(database, acknowledged, round_=round_, more=800 + 300 * run)
    with running(database) as server:
        sessions = get(server, "/sessions", limit=500)["items"]
        kept = [
            span
            for session in sessions
            for span in get(server, f"/sessions/{session['id']}/spans")["id"]
        ]
        assert acknowledged <= set(kept)
        assert sum(session["span_count"] for session in sessions) == len(kept)
        assert server.stop() in {0, -signal.SIGTERM}
    with contextlib.closing(SqliteStore.open(database)) as store:
        assert store.check().problems == ()


def test_a_stop_is_quick_and_loses_nothing_acknowledged(tmp_path: Path) -> None:
    database = tmp_path / "sessions.db"
    acknowledged: set[str] = set()
    with running(database) as server:
        sender = threading.Thread(target=send_until_refused, args=(server.url, 1, acknowledged))
        sender.start()
        wait_until(lambda: len(acknowledged) >= 300)
        assert server.stop() in {0, -signal.SIGTERM}
        sender.join(30)
    with contextlib.closing(SqliteStore.open(database, read_only=True)) as store:
        sessions = store.sessions(limit=500).rows
        kept = {span.span_id for session in sessions for span in store.spans(session.id)}
    assert acknowledged <= kept


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """Yield a server that has received every capture, and its database."""
    database = tmp_path_factory.mktemp("filled") / "sessions.db"
    with running(database) as server, httpx.Client(timeout=30) as client:
        for capture in CAPTURES:
            for request in json.loads(capture.read_text())["requests"]:
                answer = client.post(f"{server.url}/v1/{request['signal']}", json=request["body"])
                assert (answer.status_code, answer.json()) == (200, {})
        yield server, database


def spans_of(capture: Path) -> list[tuple[str, str]]:
    return [
        (span["traceId"], span["spanId"])
        for request in json.loads(capture.read_text())["requests"]
        for resource in request["body"].get("resourceSpans", ())
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
    ]


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_the_spans_of_real_telemetry_are_found_in_their_sessions(
    filled: tuple[Server, Path], capture: Path
) -> None:
    server, _ = filled
    for trace, span in spans_of(capture):
        (session,) = get(server, "/sessions", q=f"trace:{trace}")["items"]
        whole = get(server, f"/sessions/{session['id']}/spans/{span}", trace_id=trace)
        assert whole["trace_id"] == trace


def test_another_process_can_read_while_the_server_writes(filled: tuple[Server, Path]) -> None:
    server, database = filled
    listed = subprocess.run(
        [*COMMAND, "sessions", "--json", "--db", database],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert len(listed.stdout) > 1000
    assert asking.get(f"{server.url}/readyz").status_code == 200
