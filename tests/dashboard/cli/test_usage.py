from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dashboard.cli.program import agentops_otel, environment, process

COMMANDS = [
    [],
    ["dashboard"],
    ["demo"],
    ["sessions"],
    ["show"],
    ["export"],
    ["import"],
    ["rm"],
    ["doctor"],
    ["keys"],
    ["keys", "add"],
    ["keys", "list"],
    ["keys", "rm"],
]

WRONG = [
    (["bogus"], "No such command 'bogus'", ""),
    (["sesions"], "Did you mean 'sessions'?", ""),
    (["--bogus"], "No such option: --bogus", ""),
    (["keys", "bogus"], "No such command 'bogus'", "keys "),
    (["keys", "add"], "Missing option '--role'. Choose from: ingest, read, admin", "keys add "),
    (["keys", "add", "--role", "chief"], "'chief' is not one of", "keys add "),
    (["show"], "Missing argument 'ID'", "show "),
    (["show", "a", "b"], "unexpected extra argument", "show "),
    (["rm", "--bogus", "x"], "No such option: --bogus", "rm "),
    (["sessions", "--limit", "x"], "'--limit'", "sessions "),
    (["sessions", "--jsno"], "No such option: --jsno", "sessions "),
    (["import", "/nowhere"], "'/nowhere' does not exist", "import "),
    (["sessions", "--db", "clickhouse://host/otel"], "is a URL: name a file", "sessions "),
    (["demo", "--db", "sqlite:///x.db"], "is a URL: name a file", "demo "),
    (["dashboard", "--max-size", "lots"], "500MB", "dashboard "),
    (["dashboard", "--port", "70000"], "65535", "dashboard "),
    (["dashboard", "--retention-days", "inf"], "36500", "dashboard "),
    (["dashboard", "--query-timeout", "-1"], "'--query-timeout'", "dashboard "),
]

HEAVY = {"fastapi", "genai_prices", "google.protobuf", "lark", "starlette", "uvicorn"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: list[str]) -> None:
    explained = agentops_otel(*command, "--help")
    assert (explained.returncode, explained.stderr) == (0, "")
    assert explained.stdout.startswith(f"Usage: {' '.join(['agentops-otel', *command])} ")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_short_form_of_help_is_the_same(command: list[str]) -> None:
    short = agentops_otel(*command, "-h")
    assert (short.returncode, short.stderr) == (0, "")
    assert short.stdout == agentops_otel(*command, "--help").stdout


def test_a_filter_term_may_begin_with_the_short_help_option(tmp_path: Path) -> None:
    listed = agentops_otel("sessions", "-hello", "--db", tmp_path / "none.db")
    assert "there is no database" in listed.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_help_is_not_truncated_at_80_columns(command: list[str]) -> None:
    wide = agentops_otel(*command, "--help", COLUMNS="200").stdout
    narrow = agentops_otel(*command, "--help", COLUMNS="80").stdout
    assert max(map(len, narrow.splitlines())) <= 80
    assert "..." not in narrow.partition("\n")[2]
    variables = re.findall(r"AGENTOPS_\w+", wide)
    assert re.findall(r"AGENTOPS_\w+", narrow) == variables


def test_the_environment_variables_of_the_dashboard_are_not_split_at_80_columns() -> None:
    explained = agentops_otel("dashboard", "--help", COLUMNS="80").stdout
    assert {"AGENTOPS_DASHBOARD_RETENTION_DAYS", "AGENTOPS_DASHBOARD_LOG_FORMAT"} <= set(
        re.findall(r"AGENTOPS_\w+", explained)
    )


@pytest.mark.parametrize(("arguments", "reason", "command"), WRONG)
def test_wrong_usage_is_one_line_that_points_to_the_help(
    arguments: list[str], reason: str, command: str
) -> None:
    refused = agentops_otel(*arguments, COLUMNS="80")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("agentops-otel: ")
    assert reason in refused.stderr
    assert refused.stderr.endswith(f" (see agentops-otel {command}--help)\n")
    assert refused.stderr.count("\n") == 1


def test_wrong_usage_exits_with_2() -> None:
    refused = process("show")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert (
        refused.stderr == "agentops-otel: Missing argument 'ID'. (see agentops-otel show --help)\n"
    )


@pytest.mark.parametrize("command", [[], ["keys"]], ids=" ".join)
def test_without_a_command_the_help_is_shown(command: list[str]) -> None:
    shown = agentops_otel(*command)
    assert (shown.returncode, shown.stderr) == (2, "agentops-otel: a command is missing\n")
    assert "Commands:" in shown.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["keys", "--help"], ["show"], ["--version"]])
def test_a_command_that_needs_no_store_does_not_load_it(arguments: list[str]) -> None:
    assert loaded_by(*arguments) & HEAVY == set()


def test_listing_sessions_loads_no_server_no_prices_and_no_grammar(tmp_path: Path) -> None:
    database = tmp_path / "s.db"
    agentops_otel("keys", "add", "--role", "read", "--db", database)
    assert loaded_by("sessions", "--db", str(database)) & HEAVY == set()


def loaded_by(*arguments: str) -> set[str]:
    """Return the modules that a process of the program has loaded when it ends."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, sep='\\n'))\n"
        "from agentops_otel.dashboard.__main__ import main\n"
        "main()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    modules = set(ended.stdout.splitlines())
    assert "typer" in modules
    return modules


@pytest.mark.parametrize("stream", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_change_nothing(tmp_path: Path, stream: str) -> None:
    command = f'"$0" -m agentops_otel.dashboard keys list --db "$1" {stream}'
    agentops_otel("keys", "add", "--role", "read", "--db", tmp_path / "s.db")
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, tmp_path / "s.db"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
