"""Runs `agentops-otel` as a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = (sys.executable, "-m", "agentops_otel.dashboard")


def environment(**more: str) -> dict[str, str]:
    """The environment without settings of the machine that runs the tests."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AGENTOPS_", "OTEL_", "XDG_"))
    }
    # Tests that run at once would be after the same default port.
    defaults = {"COLUMNS": "160", "NO_COLOR": "1", "AGENTOPS_DASHBOARD_GRPC_PORT": "0"}
    return own | defaults | more


def agentops_otel(
    *arguments: str | Path, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        env=environment(**more),
        input=stdin,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(*arguments: str | Path, **more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A dashboard while the block runs, and its address."""
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
