"""Run a program, given as text, in its own process, as a user would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Settings of the machine that runs the tests must not reach the programs under test.
_PREFIXES = ("AGENTOPS_", "OTEL_", "TRACEPARENT", "TRACESTATE", "BAGGAGE")


@dataclass(frozen=True)
class Finished:
    """How a program ended; `seconds` includes the interpreter's start."""

    code: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def lines(self) -> list[str]:
        return self.stdout.splitlines()


def run(
    source: str,
    *,
    env: Mapping[str, str | None] | None = None,
    timeout: float = 60.0,
    launcher: Sequence[str] = (),
    options: Sequence[str] = (),
    arguments: Sequence[str] = (),
) -> Finished:
    """Run a program to its end.

    Args:
        source: The program; its common indentation is removed.
        env: Variables to add to the inherited ones; None removes one.
        timeout: Seconds after which the test fails.
        launcher: A command that starts the interpreter.
        options: Options of the interpreter, before the program.
        arguments: Arguments of the program.
    """
    began = time.monotonic()
    with started(
        source, env=env, launcher=launcher, options=options, arguments=arguments
    ) as process:
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            _kill(process)
            stdout, stderr = process.communicate()
            raise AssertionError(
                f"the program did not end within {timeout} s:\n{stdout}\n{stderr}"
            ) from None
    return Finished(process.returncode, stdout, stderr, time.monotonic() - began)


@contextmanager
def started(
    source: str,
    *,
    env: Mapping[str, str | None] | None = None,
    launcher: Sequence[str] = (),
    options: Sequence[str] = (),
    arguments: Sequence[str] = (),
) -> Iterator[subprocess.Popen[str]]:
    """Start a program and yield its process; kill it if it still runs afterwards.

    The program is written to a file, `program.py`, since spawned child processes import it.
    """
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "program.py")
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        with subprocess.Popen(
            [*launcher, sys.executable, *options, str(path), *arguments],
            env=environment(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    """Kill a program and every process it started, which would keep its output open."""
    os.killpg(process.pid, signal.SIGKILL)


def environment(extra: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """Return this process's environment without settings of `_PREFIXES`, plus the extra ones."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_PREFIXES)}
    return {k: v for k, v in {**kept, **(extra or {})}.items() if v is not None}
