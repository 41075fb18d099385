from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.dashboard.cli.program import PROGRAM, agentops_otel, environment, process
from tests.served import Dashboard
from tests.telemetry import session_span, span, traces_request


@pytest.fixture
def exported(dashboard: Dashboard, tmp_path: Path) -> Path:
    """Return a file with a session as `export` writes it."""
    dashboard.receive(
        session_span("s1", tags=["a"]), span("search", 2, parent=1, values={"secret": "teapot"})
    )
    file = tmp_path / "session.jsonl"
    written = agentops_otel("export", "s1", "-o", file, "--db", dashboard.database)
    assert (written.returncode, written.stderr) == (0, "")
    return file


def test_an_exported_session_is_the_same_in_another_database(
    exported: Path, dashboard: Dashboard, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    taken = process("import", exported, "--db", other)
    assert taken.stderr == ""
    assert taken.stdout == "2 new, 0 replaced, 0 already there, 0 rejected\n"
    shown = json.loads(agentops_otel("sessions", "--json", "--db", other).stdout)
    assert shown == dashboard.get("/sessions")["items"]


def test_importing_twice_counts_once(exported: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    agentops_otel("import", exported, "--db", other)
    again = agentops_otel("import", exported, "--db", other)
    assert again.stdout == "0 new, 0 replaced, 2 already there, 0 rejected\n"


def test_an_export_goes_to_stdout_without_a_file(exported: Path, dashboard: Dashboard) -> None:
    written = process("export", "s1", "--db", dashboard.database)
    assert written.stdout == exported.read_text()


def test_a_bad_line_is_named_and_the_lines_before_it_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(f"{json.dumps(traces_request(session_span('s1')))}\n{{}}\n")
    database = tmp_path / "s.db"
    failed = agentops_otel("import", file, "--db", database)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == (
        "agentops-otel: line 2: neither resourceSpans nor resourceLogs is there;"
        " the lines before it are kept\n"
    )
    assert agentops_otel("show", "s1", "--db", database).returncode == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"resourceSpans": nil}', "Expecting value at character 19"),
        (b"\xff\xfe", "it is no text in UTF-8"),
    ],
)
def test_invalid_json_is_reported_with_its_position(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b"\n" + line + b"\n")
    failed = agentops_otel("import", file, "--db", tmp_path / "s.db")
    assert failed.stderr == (
        f"agentops-otel: line 2: no JSON: {reason}; the lines before it are kept\n"
    )


def on_a_terminal(*arguments: str | Path) -> tuple[int, str]:
    """Run the program with a terminal as stderr; return its exit code and what it wrote there."""
    screen, terminal = os.openpty()
    try:
        ended = subprocess.run(
            [*PROGRAM, *arguments],
            env=environment(TERM="xterm"),
            stdout=subprocess.DEVNULL,
            stderr=terminal,
            timeout=60,
            check=False,
        )
        os.write(terminal, b"\0")  # Otherwise the read might block.
        shown = os.read(screen, 1 << 16).decode()
    finally:
        os.close(terminal)
        os.close(screen)
    return ended.returncode, shown.rstrip("\0")


def test_on_a_terminal_the_progress_bar_is_cleared_before_an_error_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text("{}\n")
    code, shown = on_a_terminal("import", file, "--db", tmp_path / "s.db")
    assert code == 1
    assert "lines.jsonl" in shown
    left = shown.rpartition("\x1b[2K")[2]
    assert re.sub(r"\x1b\[[\d;?]*\w", "", left).strip() == (
        "agentops-otel: line 1: neither resourceSpans nor resourceLogs is there;"
        " the lines before it are kept"
    )


def test_a_progress_bar_is_shown_for_export_and_repair(exported: Path, tmp_path: Path) -> None:
    database = tmp_path / "other.db"
    agentops_otel("import", exported, "--db", database)
    code, shown = on_a_terminal("export", "s1", "--output", tmp_path / "out", "--db", database)
    assert code == 0
    assert "out" in shown
    assert "100%" in shown
    assert on_a_terminal("export", "s1", "--db", database) == (0, "")
    code, shown = on_a_terminal("doctor", "--repair", "--db", database)
    assert code == 0
    assert "counting sessions" in shown
    assert "100%" in shown


def test_a_session_is_erased_after_confirmation(exported: Path, tmp_path: Path) -> None:
    database = tmp_path / "other.db"
    agentops_otel("import", exported, "--db", database)
    kept = process("rm", "s1", "--db", database, stdin="n\n")
    assert kept.returncode == 1
    assert "Erase 1 session?" in kept.stdout
    assert kept.stderr == "agentops-otel: nothing was erased\n"
    assert agentops_otel("show", "s1", "--db", database).returncode == 0
    erased = agentops_otel("rm", "s1", "--yes", "--db", database)
    assert erased.stdout == "s1: 2 spans erased\n"
    assert agentops_otel("show", "s1", "--db", database).returncode == 1
    assert b"teapot" not in database.read_bytes()


def test_erasing_without_confirmation_needs_the_whole_id(exported: Path, tmp_path: Path) -> None:
    database = tmp_path / "other.db"
    agentops_otel("import", exported, "--db", database)
    refused = agentops_otel("rm", "s", "--yes", "--db", database)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "agentops-otel: there is no session s\n"
    erased = process("rm", "s", "--db", database, stdin="y\n")
    assert erased.returncode == 0
    assert erased.stdout.startswith("  s1  run, 2 spans\nErase 1 session? ")
    assert erased.stdout.endswith("s1: 2 spans erased\n")


def test_a_file_may_be_compressed_with_gzip(exported: Path, tmp_path: Path) -> None:
    packed = tmp_path / "session.jsonl.gz"
    packed.write_bytes(gzip.compress(exported.read_bytes()))
    said = agentops_otel("import", packed, "--db", tmp_path / "other.db").stdout
    assert said == "2 new, 0 replaced, 0 already there, 0 rejected\n"


def test_the_lines_of_a_truncated_gzip_file_before_the_cut_are_kept(
    exported: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "session.jsonl.gz"
    packed.write_bytes(gzip.compress(exported.read_bytes())[:-9])
    taken = agentops_otel("import", packed, "--db", tmp_path / "other.db")
    assert taken.returncode == 1
    assert taken.stderr == (
        "agentops-otel: the file is damaged: Compressed file ended before the end-of-stream marker"
        " was reached; the lines before it are kept\n"
    )


@pytest.mark.parametrize("packed", [False, True])
def test_lines_may_come_from_stdin(exported: Path, tmp_path: Path, packed: bool) -> None:
    lines = exported.read_bytes()
    ran = subprocess.run(
        [*PROGRAM, "import", "-", "--db", tmp_path / "other.db"],
        input=gzip.compress(lines) if packed else lines,
        capture_output=True,
        check=True,
        env=environment(),
    )
    assert ran.stdout == b"2 new, 0 replaced, 0 already there, 0 rejected\n"


@pytest.mark.parametrize("command", [["export", "s1"], ["sessions"], ["show", "s1", "--json"]])
def test_an_output_without_room_is_reported_in_one_line(
    exported: Path, tmp_path: Path, command: list[str]
) -> None:
    database = tmp_path / "other.db"
    agentops_otel("import", exported, "--db", database)
    with Path("/dev/full").open("wb") as output:
        ran = subprocess.run(
            [*PROGRAM, *command, "--db", database],
            stdout=output,
            stderr=subprocess.PIPE,
            check=False,
            env=environment(),
        )
    assert ran.stderr.splitlines() == [
        b"agentops-otel: cannot write the output: No space left on device"
    ]
    assert ran.returncode == 1
