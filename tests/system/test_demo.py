"""`agentops-otel demo` as a user runs it: in its own process, on a free port, with real OTLP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import wait_until

COMMAND = (sys.executable, "-m", "agentops_otel.dashboard", "demo")

STATES = {
    "plan-trip": "success",
    "research-brief": "success",
    "support-request": "success",
    "file-invoice": "error",
    "review-change": "cancelled",
    "draft-contract": "unfinished",
}


def run_once(
    *arguments: str, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--once", *arguments],
        text=True,
        capture_output=True,
        timeout=110,
        check=False,
        env={**os.environ, **(environ or {})},
    )


def sessions_in(database: Path, *query: str) -> list[dict[str, Any]]:
    printed = subprocess.check_output(
        [*COMMAND[:-1], "sessions", *query, "--json", "--db", str(database)], text=True
    )
    sessions: list[dict[str, Any]] = json.loads(printed)
    return sessions


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database filled by one round of the demo."""
    path = tmp_path_factory.mktemp("demo") / "sessions.db"
    done = run_once("--db", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    return path


def test_once_lists_every_session_with_its_state_and_tags() -> None:
    done = run_once()
    assert (done.returncode, done.stderr) == (0, "")
    rows = {line.split()[1]: line for line in done.stdout.splitlines()[1:-1] if line.strip()}
    assert {name: row.split()[0] for name, row in rows.items()} == STATES
    assert "demo, production, research" in rows["research-brief"]
    assert "6 sessions, all on the dashboard" in done.stdout


def test_the_sessions_stay_in_the_given_database(database: Path) -> None:
    sessions = sessions_in(database)
    assert {session["name"]: session["state"] for session in sessions} == STATES


def test_a_late_tag_finds_its_session(database: Path) -> None:
    assert [session["name"] for session in sessions_in(database, "tag:refunded")] == [
        "support-request"
    ]


def test_the_failed_session_has_a_reason(database: Path) -> None:
    (failed,) = sessions_in(database, "state:error")
    assert failed["reason"] == (
        "TimeoutError: the archive did not return scans/2026-11-invoice-88.png within 20 ms"
    )


def test_no_secret_of_the_program_is_stored(database: Path) -> None:
    everything = b"".join(path.read_bytes() for path in database.parent.iterdir())
    assert b"tok_live_51" not in everything
    assert "tok_live_51" not in exported_from(database)


def test_captured_arguments_of_the_demo_are_readable(database: Path) -> None:
    arguments = captured_in(database, "input.value", "gen_ai.tool.call.arguments")
    assert {"topic": "noise"} in arguments
    texts = [value for each in arguments for value in each.values() if isinstance(value, str)]
    assert [text for text in texts if re.search(r"^<|\w\(\)", text)] == []


def exported_from(database: Path) -> str:
    """Return all sessions as lines of OTLP JSON."""
    ids = [session["id"] for session in sessions_in(database)]
    return subprocess.check_output(
        [*COMMAND[:-1], "export", *ids, "--db", str(database)], text=True
    )


def captured_in(database: Path, *keys: str) -> list[dict[str, Any]]:
    """Return the JSON values of these attributes of all spans."""
    return [
        json.loads(attribute["value"]["stringValue"])
        for line in exported_from(database).splitlines()
        for resource in json.loads(line).get("resourceSpans", ())
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
        for attribute in span.get("attributes", ())
        if attribute["key"] in keys
    ]


def test_the_callers_variables_do_not_redirect_the_demo() -> None:
    elsewhere = {
        "AGENTOPS_ENDPOINT": "http://127.0.0.1:9",
        "OTEL_SDK_DISABLED": "true",
        "OTEL_TRACES_SAMPLER": "always_off",
    }
    elsewhere |= {"HTTP_PROXY": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1"}
    elsewhere |= {"NO_PROXY": "", "no_proxy": ""}
    assert run_once(environ=elsewhere).returncode == 0


def test_an_unwritable_database_is_reported_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run_once("--db", str(tmp_path / "file" / "sessions.db"))
    assert done.returncode == 1
    assert done.stderr.startswith("agentops-otel: cannot write to ")
    assert len(done.stderr.splitlines()) == 1


@contextmanager
def running_demo(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the demo until interrupted; yield its process and the dashboard's address."""
    with subprocess.Popen(
        [*COMMAND, "--no-browser", *arguments], text=True, stdout=subprocess.PIPE
    ) as demo:
        assert demo.stdout is not None
        try:
            address = re.search(r"http://\S+", demo.stdout.readline())
            assert address is not None
            yield demo, address[0]
        finally:
            demo.kill()


def total_of(url: str) -> int:
    with urllib.request.urlopen(f"{url}/api/v1/sessions?q=tag:demo", timeout=10) as answer:
        total: int = json.load(answer)["total"]
        return total


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_new_sessions_arrive_until_it_is_interrupted(stop: signal.Signals) -> None:
    with running_demo() as (demo, url):
        wait_until(lambda: total_of(url) > len(STATES))
        demo.send_signal(stop)
        assert demo.wait(30) == 0
