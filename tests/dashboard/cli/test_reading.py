from __future__ import annotations

import contextlib
import json
import os
import shlex
import sqlite3
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.dashboard.cli.program import agentops_otel, process
from tests.served import Dashboard
from tests.telemetry import session_span, span


@pytest.fixture
def database(dashboard: Dashboard) -> Path:
    """Return the path of a database that a server is writing to."""
    dashboard.receive(
        session_span("s1", name="research", tags=["production"], lasts=90),
        span("planner", 2, parent=1, at=1, values={"gen_ai.operation.name": "invoke_agent"}),
        span("search", 3, parent=2, at=2, status="error"),
        session_span("user/42", 4, trace=2, name="chat", state="error", reason="no", at=100),
    )
    return dashboard.database


def copied(database: Path, copy: Path) -> Path:
    """Copy a database that a server is writing to, as a backup does."""
    with (
        contextlib.closing(sqlite3.connect(database)) as source,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy


def test_the_list_is_a_table_of_the_newest_first(database: Path) -> None:
    listed = process("sessions", "--db", database)
    assert (listed.returncode, listed.stderr) == (0, "")
    header, first, second, count = listed.stdout.splitlines()
    assert header.split()[:3] == ["STATE", "NAME", "ID"]
    assert first.split()[:3] == ["error", "chat", "user/42"]
    assert second.split()[:3] == ["success", "research", "s1"]
    assert "2026-11-01 00:00:00" in second
    assert "1 min 30 s" in second
    assert "production" in second
    assert count == "2 of 2"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (["tag:production"], ["s1"]),
        (["-tag:production"], ["user/42"]),
        (["state:error", "OR", "name:research"], ["user/42", "s1"]),
        (["name:nothing"], []),
    ],
)
def test_a_filter_may_be_several_arguments(
    database: Path, query: list[str], ids: list[str]
) -> None:
    listed = agentops_otel("sessions", *query, "--json", "--db", database)
    assert [session["id"] for session in json.loads(listed.stdout)] == ids


@pytest.mark.parametrize("command", ["sessions", "show s1"])
def test_characters_outside_the_output_encoding_are_shown_as_escapes(
    dashboard: Dashboard, command: str
) -> None:
    dashboard.receive(session_span("s1", name="café \N{CLINKING BEER MUGS}"))
    arguments = [*command.split(), "--db", str(dashboard.database)]
    shown = process(*arguments, PYTHONIOENCODING="ascii")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert r"caf\xe9 \U0001f37b" in shown.stdout
    told = json.loads(process(*arguments, "--json", PYTHONIOENCODING="ascii:replace").stdout)
    assert (told if command == "show s1" else told[0])["name"] == "café \N{CLINKING BEER MUGS}"


def test_json_is_what_the_api_answers(database: Path, dashboard: Dashboard) -> None:
    listed = agentops_otel("sessions", "--json", "--db", database)
    assert json.loads(listed.stdout) == dashboard.get("/sessions")["items"]


def test_a_bad_filter_is_shown_with_a_caret(database: Path) -> None:
    refused = process("sessions", "stat:error", "--db", database)
    assert refused.returncode == 2
    assert "stat:error\n^ there is no field" in refused.stderr
    assert "near: state" in refused.stderr


@pytest.mark.parametrize("query", [["duration:"], ["cost:", "tag:production"]])
def test_a_value_taken_by_the_shell_is_explained(database: Path, query: list[str]) -> None:
    refused = process("sessions", *query, "--db", database)
    assert refused.returncode == 2
    assert "the shell interprets > and <: quote the term, as in 'duration:>30s'" in (refused.stderr)


def test_a_mistyped_option_is_not_read_as_a_filter(database: Path) -> None:
    refused = agentops_otel("sessions", "--jsno", "--db", database)
    assert refused.returncode == 2
    assert "No such option: --jsno" in refused.stderr


def test_a_session_is_shown_as_a_tree(database: Path) -> None:
    shown = agentops_otel("show", "s1", "--db", database)
    assert shown.returncode == 0
    lines = [line.rstrip() for line in shown.stdout.splitlines()]
    assert lines[0] == "success  research  s1"
    assert "3 spans  1 error  " in lines[1]
    assert lines[-3:] == [
        "session research  1 min 30 s",
        "└── agent planner  1.0 s",
        "    └── span search  1.0 s  error",
    ]


@pytest.mark.parametrize(
    ("cost", "shown"), [(0.00002, "<$0.0001"), (0.0001, "$0.0001"), (2.5, "$2.5000")]
)
def test_a_cost_too_small_to_show_is_not_shown_as_zero(
    dashboard: Dashboard, cost: float, shown: str
) -> None:
    call = {"gen_ai.operation.name": "chat", "gen_ai.usage.total_cost": cost}
    dashboard.receive(session_span("s1"), span("chat", 2, parent=1, at=1, values=call))
    dashboard.get("/sessions")  # The server counts the call; a reader of the file cannot.
    for command in (["sessions"], ["show", "s1"]):
        words = agentops_otel(*command, "--db", dashboard.database).stdout.split()
        assert [word for word in words if "$" in word] == [shown]


def test_a_shown_session_has_a_json_form(database: Path) -> None:
    shown = json.loads(agentops_otel("show", "user/42", "--json", "--db", database).stdout)
    assert (shown["id"], shown["reason"]) == ("user/42", "no")
    assert [each["kind"] for each in shown["spans"]] == ["session"]


def test_an_unknown_session_is_reported(database: Path) -> None:
    failed = agentops_otel("show", "nobody", "--db", database)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "there is no session nobody" in failed.stderr


@pytest.mark.parametrize("beginning", ["user/42", "user", "u", "user/4"])
def test_a_session_is_found_by_the_beginning_of_its_id(database: Path, beginning: str) -> None:
    shown = agentops_otel("show", beginning, "--json", "--db", database)
    assert json.loads(shown.stdout)["id"] == "user/42"
    exported = agentops_otel("export", beginning, "--db", database)
    assert "user/42" in exported.stdout


@pytest.mark.parametrize("nobody", ["", "s2", "us*r", "?", "[u]", "42", "USER"])
def test_a_text_that_begins_no_id_is_an_unknown_session(database: Path, nobody: str) -> None:
    failed = agentops_otel("show", nobody, "--db", database)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == f"agentops-otel: there is no session {nobody}\n"


@pytest.mark.parametrize("command", ["show", "export"])
def test_an_ambiguous_beginning_of_an_id_lists_the_matching_ids(
    dashboard: Dashboard, command: str
) -> None:
    spans = [session_span(f"run {n}", n + 1, trace=n + 1, name=f"n{n}") for n in range(7)]
    dashboard.receive(*spans, session_span("run", 9, trace=9))
    failed = agentops_otel(command, "ru", "--db", dashboard.database)
    assert (failed.returncode, failed.stdout, failed.stderr.count("\n")) == (1, "", 1)
    assert "8 sessions have ids that begin with ru: " in failed.stderr
    assert "run 6 (n6)" in failed.stderr
    assert failed.stderr.endswith(", 3 more\n")
    assert agentops_otel(command, "run", "--db", dashboard.database).returncode == 0
    assert agentops_otel(command, "run 3", "--db", dashboard.database).returncode == 0


def test_telemetry_cannot_send_control_sequences_to_the_terminal(dashboard: Dashboard) -> None:
    dashboard.receive(session_span("evil", name="\x1b[2J[bold]x", tags=["\x07"]))
    for command in (["sessions"], ["show", "evil"]):
        shown = agentops_otel(*command, "--db", dashboard.database).stdout
        assert "\x1b[2J" not in shown
        assert "\x07" not in shown
        assert "[bold]x" in shown


@pytest.mark.parametrize(
    "command",
    ["sessions", "show x", "export x", "rm --yes x", "doctor", "doctor --repair", "keys rm x"],
)
def test_a_missing_database_is_not_created(tmp_path: Path, command: str) -> None:
    missing = tmp_path / "none.db"
    failed = agentops_otel(*command.split(), "--db", missing)
    assert failed.returncode == 1
    assert f"there is no database at {missing}: start one with `agentops-otel dashboard`" in (
        failed.stderr
    )
    assert not missing.exists()


@pytest.mark.parametrize("command", ["sessions", "doctor", "keys list"])
def test_an_empty_file_is_reported_as_empty(tmp_path: Path, command: str) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    failed = agentops_otel(*command.split(), "--db", empty)
    assert (failed.returncode, failed.stderr) == (
        1,
        f"agentops-otel: cannot open {empty}: it is empty: `agentops-otel dashboard` fills it\n",
    )


@pytest.mark.parametrize("command", ["sessions", "doctor --repair", "keys add --role read"])
def test_a_folder_is_reported_as_a_folder(tmp_path: Path, command: str) -> None:
    failed = agentops_otel(*command.split(), "--db", tmp_path)
    assert (failed.returncode, failed.stderr) == (
        1,
        f"agentops-otel: {tmp_path} is a folder: name a file in it with --db\n",
    )


@pytest.mark.parametrize("command", ["sessions", "doctor --repair"])
def test_a_damaged_file_is_reported_with_a_remedy(
    database: Path, tmp_path: Path, command: str
) -> None:
    damaged = copied(database, tmp_path / "damaged.db")
    os.truncate(damaged, 40_000)
    failed = agentops_otel(*command.split(), "--db", damaged)
    assert failed.returncode == 1
    assert "restore a copy" in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


def test_a_locked_file_is_reported_with_a_remedy(database: Path, tmp_path: Path) -> None:
    locked = copied(database, tmp_path / "locked.db")
    with contextlib.closing(sqlite3.connect(locked, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        failed = agentops_otel("sessions", "--db", locked)
    assert failed.returncode == 1
    assert "another program holds it" in failed.stderr


# Whoever runs the tests as root may write everywhere, but for these.
BOUND_BY_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def bound_by_rights(folder: Path) -> Sequence[str]:
    """Return a launcher of programs that may not write to a read-only folder."""
    if not os.access(folder, os.W_OK):
        return ()
    refused = ["sh", "-c", f"! touch {shlex.quote(str(folder / 'new'))}"]
    with contextlib.suppress(OSError):
        if subprocess.run([*BOUND_BY_RIGHTS, *refused], check=False).returncode == 0:
            return BOUND_BY_RIGHTS
    pytest.skip("this user may write everywhere")


def test_a_file_without_rights_is_reported_with_a_remedy(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir()
    file = copied(database, folder / "s.db")
    folder.chmod(0o555)
    try:
        launcher = bound_by_rights(folder)
        shown = process("sessions", "--db", file, launcher=launcher)
        assert "copy it to another" in shown.stderr
        file.chmod(0)
        shown = process("sessions", "--db", file, launcher=launcher)
        assert "Permission denied" in shown.stderr
    finally:
        folder.chmod(0o755)


def test_it_prints_its_version() -> None:
    shown = agentops_otel("--version")
    assert shown.stdout == f"agentops-otel {version('agentops-otel-sessions')}\n"
