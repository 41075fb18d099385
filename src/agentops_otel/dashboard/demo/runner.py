"""Runs the demo program in a separate process, and looks for its sessions on a dashboard.

Both reach the dashboard only by its address, as any program and any reader would.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

# A proxy that the environment names is on another machine.
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))

_PROGRAM: Final = (sys.executable, "-m", "agentops_otel.dashboard.demo.program")

# A round takes about 5 s; a busy machine may need many times that.
_PROGRAM_SECONDS: Final = 90.0
_ARRIVAL_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 10.0


class DemoError(Exception):
    """The program did not do its part; the message contains its output."""


@dataclass(frozen=True)
class Arrival:
    """A session that the program reported, and what the dashboard shows of it.

    Attributes:
        expected: The program's report: `id`, `name`, `state`, `tags` and `span_count`.
        shown: The dashboard's answer; None if it has no such session.
    """

    expected: dict[str, Any]
    shown: dict[str, Any] | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The differences between the dashboard and the program's report, one phrase each."""
        if self.shown is None:
            return ("not on the dashboard",)
        return tuple(
            f"{key} is {self.shown[key]!r}, not {expected!r}"
            for key, expected in self.expected.items()
            if self.shown[key] != expected
        )


@contextlib.contextmanager
def running_program(url: str) -> Iterator[subprocess.Popen[str]]:
    """Run the program while the block runs, with a new session every few seconds."""
    program = subprocess.Popen(_PROGRAM, env=_environment(url), text=True)  # noqa: S603 - ours.
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def run_once(url: str) -> list[dict[str, Any]]:
    """Run each session of the program once and return the program's report.

    Raises:
        DemoError: The program failed, or did not end in time.
    """
    try:
        program = subprocess.run(  # noqa: S603 - ours.
            (*_PROGRAM, "--once"),
            env=_environment(url),
            text=True,
            capture_output=True,
            timeout=_PROGRAM_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DemoError(f"the program did not end within {_PROGRAM_SECONDS:.0f} s") from None
    if program.returncode:
        raise DemoError(f"the program exited with {program.returncode}:\n{program.stderr}")
    report: list[dict[str, Any]] = json.loads(program.stdout.splitlines()[-1])
    return report


def await_arrivals(url: str, report: Sequence[dict[str, Any]]) -> list[Arrival]:
    """Query the dashboard for each reported session until all are there, or time is up."""
    deadline = time.monotonic() + _ARRIVAL_SECONDS
    while True:
        arrivals = [Arrival(expected, _shown(url, expected["id"])) for expected in report]
        is_complete = not any(arrival.missing for arrival in arrivals)
        if is_complete or time.monotonic() > deadline:
            return arrivals
        time.sleep(0.2)


def _shown(url: str, session_id: str) -> dict[str, Any] | None:
    address = f"{url}/api/v1/sessions/{urllib.parse.quote(session_id, safe='')}"
    try:
        with _DIRECT.open(address, timeout=10) as answer:
            session: dict[str, Any] = json.load(answer)
            return session | {"tags": sorted(session["tags"])}
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 404:  # noqa: PLR2004 - Not Found.
                return None
            raise


def _environment(url: str) -> dict[str, str]:
    """Return the caller's environment without variables that would send the program elsewhere."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AGENTOPS_", "OTEL_"))
    }
    return own | {"AGENTOPS_ENDPOINT": url, "AGENTOPS_TAGS": "demo"}
