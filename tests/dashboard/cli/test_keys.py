from __future__ import annotations

import json
from pathlib import Path

from tests.dashboard.cli.program import agentops_otel


def test_a_key_is_shown_once_and_can_be_removed(tmp_path: Path) -> None:
    database = tmp_path / "s.db"
    added = agentops_otel("keys", "add", "--role", "ingest", "--name", "ci", "--db", database)
    key = added.stdout.strip()
    key_id = key.split("_")[1]
    listed = agentops_otel("keys", "list", "--db", database).stdout
    assert listed.splitlines()[1].split()[:3] == [key_id, "ingest", "ci"]
    assert key not in listed
    (as_json,) = json.loads(agentops_otel("keys", "list", "--json", "--db", database).stdout)
    assert as_json.pop("created").startswith("2")
    assert as_json == {"id": key_id, "role": "ingest", "name": "ci"}
    assert agentops_otel("keys", "rm", key_id, "--db", database).returncode == 0
    assert agentops_otel("keys", "list", "--db", database).stdout == "No key.\n"
    assert agentops_otel("keys", "list", "--json", "--db", database).stdout == "[]\n"
    assert agentops_otel("keys", "rm", key_id, "--db", database).returncode == 1


def test_a_key_needs_a_role(tmp_path: Path) -> None:
    refused = agentops_otel("keys", "add", "--db", tmp_path / "s.db")
    assert refused.returncode == 2
