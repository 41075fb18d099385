from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from tests.dashboard.cli.program import agentops_otel
from tests.http_server import http_server
from tests.served import Dashboard
from tests.telemetry import session_span, span


def test_a_sound_database_has_no_problem(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("s1"), span("search", 2, parent=1))
    examined = agentops_otel("doctor", "--db", dashboard.database)
    assert examined.returncode == 0
    assert "1 session, 2 spans" in examined.stdout
    assert examined.stdout.endswith("No problem found.\n")


def test_a_dashboard_that_listens_is_found(dashboard: Dashboard) -> None:
    port = str(urlsplit(dashboard.url).port)
    examined = agentops_otel("doctor", "--db", dashboard.database, AGENTOPS_DASHBOARD_PORT=port)
    assert f"dashboard: listens on 127.0.0.1, port {port}\n" in examined.stdout


def test_where_none_listens_the_command_that_starts_one_is_named(dashboard: Dashboard) -> None:
    examined = agentops_otel("doctor", "--db", dashboard.database, "--port", "1")
    assert examined.returncode == 0
    assert "none listens on 127.0.0.1, port 1; to start one: agentops-otel dashboard\n" in (
        examined.stdout
    )


def test_another_server_is_not_taken_for_a_dashboard(dashboard: Dashboard) -> None:
    with http_server() as other:
        port = str(urlsplit(other.url).port)
        examined = agentops_otel("doctor", "--db", dashboard.database, "--port", port)
    assert examined.returncode == 0
    assert (
        f"none, but something else listens on 127.0.0.1, port {port};"
        " to start one beside it: agentops-otel dashboard --port 0\n"
    ) in examined.stdout


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
    repaired = agentops_otel("doctor", "--repair", "--db", database)
    assert repaired.returncode == 1
    assert "repaired: The numbers of session sound do not follow" in repaired.stdout
    assert "problem: Session broken cannot be read" in repaired.stdout
    assert agentops_otel("rm", "broken", "--yes", "--db", database).returncode == 0
    assert b"xylophone7secret" not in database.read_bytes()
    found = agentops_otel("sessions", "--json", "marimba", "--db", database)
    assert [each["id"] for each in json.loads(found.stdout)] == ["sound"]
    assert agentops_otel("doctor", "--repair", "--db", database).returncode == 0
