"""Run `agentops-otel`, in this process or in its own."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from agentops_otel.dashboard.__main__ import main

PROGRAM = (sys.executable, "-m", "agentops_otel.dashboard")


def environment(**more: str) -> dict[str, str]:
    """Return the environment without the settings of the machine that runs the tests."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AGENTOPS_", "OTEL_", "XDG_"))
    }
    # Tests that run in parallel would compete for the default port.
    defaults = {"COLUMNS": "160", "NO_COLOR": "1", "AGENTOPS_DASHBOARD_GRPC_PORT": "0"}
    return own | defaults | more


def agentops_otel(
    *arguments: str | Path, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the program in this process, which is much faster than starting one."""
    argv = ["agentops-otel", *map(str, arguments)]
    stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        mock.patch.dict(os.environ, environment(**more), clear=True),
        mock.patch.object(sys, "argv", argv),
        mock.patch.object(sys, "stdin", io.StringIO(stdin)),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
        pytest.raises(SystemExit) as exit_,
    ):
        main()
    return subprocess.CompletedProcess(
        argv, exit_code(exit_.value), *map(written, (stdout, stderr))
    )


def exit_code(exit_: SystemExit) -> int:
    assert isinstance(exit_.code, int)
    return exit_.code


def written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def process(
    *arguments: str | Path, stdin: str = "", launcher: Sequence[str] = (), **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the program in its own process: for signals, pipes, and what it leaves in a process."""
    return subprocess.run(
        [*launcher, *PROGRAM, *map(str, arguments)],
        env=environment(**more),
        input=stdin,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(*arguments: str | Path, **more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a dashboard during the block; yield its address and its process."""
    process = subprocess.Popen(
        [*PROGRAM, "dashboard", *map(str, arguments)],
        env=environment(**more),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stdout
        first = process.stdout.readline()
        found = re.search(r"http://\S+", first)
        assert found, first + (process.stderr.read() if process.stderr else "")
        yield found[0], process
    finally:
        process.terminate()
        process.communicate(timeout=20)
