from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.dashboard.cli.program import agentops_otel
from tests.http_server import http_server
from tests.served import Dashboard
from tests.telemetry import session_span, span


def test_a_sound_database_has_no_problem(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1"), span("search", 2, parent=1))
    examined = agentops_otel("doctor", "--db", dashboard.database)
    assert examined.returncode == 0
    assert "1 session, 2 spans" in examined.stdout
    assert examined.stdout.endswith("No problems found.\n")


def test_a_listening_dashboard_is_found(dashboard: Dashboard) -> None:
    port = str(urlsplit(dashboard.url).port)
    examined = agentops_otel("doctor", "--db", dashboard.database, AGENTOPS_DASHBOARD_PORT=port)
    assert f"dashboard: listens on 127.0.0.1, port {port}\n" in examined.stdout


def test_without_a_listening_dashboard_the_command_to_start_one_is_named(
    dashboard: Dashboard,
) -> None:
    examined = agentops_otel("doctor", "--db", dashboard.database, "--port", "1")
    assert examined.returncode == 0
    assert "none listens on 127.0.0.1, port 1; to start one: agentops-otel dashboard\n" in (
        examined.stdout
    )


def test_another_server_is_not_mistaken_for_a_dashboard(dashboard: Dashboard) -> None:
    with http_server() as other:
        port = str(urlsplit(other.url).port)
        examined = agentops_otel("doctor", "--db", dashboard.database, "--port", port)
    assert examined.returncode == 0
    assert (
        f"none, but something else listens on 127.0.0.1, port {port};"
        " to start one beside it: agentops-otel dashboard --port 0\n"
    ) in examined.stdout


@contextlib.contextmanager
def ailing_dashboard() -> Iterator[str]:
    """Yield the port of a dashboard that is out of room and whose clock is an hour behind."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answers = {
                "/healthz": (200, {"name": "agentops-otel", "status": "ok"}),
                "/readyz": (503, {"title": "Service Unavailable", "detail": "no room"}),
            }
            status, answer = answers[self.path]
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return formatdate((timestamp or time.time()) - 3600, usegmt=True)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay silent: pytest's output is for failures."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield str(server.server_port)
        server.shutdown()


def warnings(*arguments: str | Path) -> list[str]:
    """Return the warnings of `doctor`, which must find no problem in the database."""
    examined = agentops_otel("doctor", *arguments)
    assert (examined.returncode, examined.stderr) == (0, "")
    return [line for line in examined.stdout.splitlines() if line.startswith("warning: ")]


def test_the_problems_of_an_ailing_dashboard_are_reported(dashboard: Dashboard) -> None:
    with ailing_dashboard() as port:
        unready, clock = warnings("--db", dashboard.database, "--port", port)
    assert unready == "warning: The dashboard cannot keep what it receives: no room."
    assert clock.startswith("warning: The dashboard's clock is ")
    assert clock.endswith(" behind this one.")


def test_a_healthy_dashboard_causes_no_warning(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1"))
    port = str(urlsplit(dashboard.url).port)
    assert warnings("--db", dashboard.database, "--port", port) == []


def test_spans_of_another_tracer_provider_are_reported(dashboard: Dashboard) -> None:
    inside = {"session.id": "s1"}
    dashboard.receive(
        session_span("s1"),
        span("search", 2, parent=1, values=inside),
        span("query", 3, trace=2),
        span("query", 4, trace=2, parent=3),
    )
    dashboard.receive(span("another producer's", 5, trace=3), service="elsewhere")
    (warning,) = warnings("--db", dashboard.database)
    assert warning.startswith("warning: 2 spans of agents carry no session.id")


def test_clocks_that_differ_are_reported(dashboard: Dashboard) -> None:
    inside = {"session.id": "s1"}
    dashboard.receive(session_span("s1", lasts=20))
    dashboard.receive(span("answer", 2, parent=1, at=-5, values=inside), service="server")
    century = 100 * 365 * 24 * 3600
    dashboard.receive(session_span("s2", trace=2, at=century), service="in the future")
    ahead, behind = warnings("--db", dashboard.database)
    assert ahead.startswith("warning: The clock of in the future is ")
    assert ahead.endswith(" ahead of this dashboard's.")
    assert behind == (
        "warning: The clock of server is at least 5.0 s behind that of agents, which calls it."
    )


def test_another_package_with_our_import_name_is_reported(
    dashboard: Dashboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "agentops_otel-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: AgentOps_otel\nVersion: 1\n")
    (installed / "top_level.txt").write_text("agentops_otel\n")
    monkeypatch.syspath_prepend(tmp_path)
    (warning,) = warnings("--db", dashboard.database)
    assert warning.startswith(
        "warning: The package agentops-otel also has the import name agentops_otel"
    )


def test_a_session_whose_contents_are_damaged_is_named_and_can_be_erased(
    dashboard: Dashboard, tmp_path: Path
) -> None:
    dashboard.receive(
        session_span("broken", 1, values={"tune": "xylophone7secret"}),
        session_span("sound", 2, trace=2, values={"tune": "marimba"}),
    )
    database = tmp_path / "copy.db"
    with contextlib.closing(sqlite3.connect(dashboard.database)) as source:
        source.execute("VACUUM INTO ?", (str(database),))
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "UPDATE blocks SET content = x'00'"
            " WHERE session = (SELECT n FROM sessions WHERE id = 'broken')"
        )
        connection.execute("UPDATE sessions SET spans = 9 WHERE id = 'sound'")
        connection.commit()

    export = agentops_otel("export", "broken", "--db", database)
    assert (export.returncode, export.stderr.count("\n")) == (1, 1)
    assert "a content in the file is damaged" in export.stderr
    (warning,) = warnings("--db", database)
    assert warning.startswith("warning: Session broken cannot be read completely")
    repaired = agentops_otel("doctor", "--repair", "--db", database)
    assert repaired.returncode == 1
    assert "repaired: The numbers of session sound do not follow" in repaired.stdout
    assert "problem: Session broken cannot be read" in repaired.stdout
    assert agentops_otel("rm", "broken", "--yes", "--db", database).returncode == 0
    assert b"xylophone7secret" not in database.read_bytes()
    found = agentops_otel("sessions", "--json", "marimba", "--db", database)
    assert [each["id"] for each in json.loads(found.stdout)] == ["sound"]
    assert agentops_otel("doctor", "--repair", "--db", database).returncode == 0
