"""Runs the demo's sessions: each of them once, or one after the other until interrupted."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import time

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

import agentops_otel as agentops
from agentops_otel.dashboard.demo.program.report import SessionReport
from agentops_otel.dashboard.demo.program.sessions import RUNS

SECONDS_BETWEEN_SESSIONS = 3.0


def main() -> int:
    """Run the program and return its exit code.

    With `--once` the last line on stdout is the report of what was done (see `SessionReport`), and
    the exit code is 1 if the receiver has not accepted everything.
    """
    parser = argparse.ArgumentParser(prog="python -m agentops_otel.dashboard.demo.program")
    parser.add_argument("--once", action="store_true", help="run each session once, then report")
    once: bool = parser.parse_args().once

    agentops.init(auto_start_session=False, service_name="demo-agents")
    if once:
        return run_once()
    run_until_interrupted()
    return 0


def run_once() -> int:
    """Run each session once and print what was done."""
    report = SessionReport()
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.add_span_processor(report)
    for run in RUNS:
        run()
    accepted = agentops.flush(timeout=30)
    print(report.to_json(), flush=True)  # noqa: T201 - the report is this program's output
    return 0 if accepted else 1


def run_until_interrupted() -> None:
    """Run every session immediately, so that there is something to see, then one every 3 s.

    Ends too if the parent process is gone, since nobody could interrupt it then.
    """
    parent = os.getppid()
    with contextlib.suppress(KeyboardInterrupt):
        for run in RUNS:
            run()
        for run in itertools.cycle(RUNS):
            time.sleep(SECONDS_BETWEEN_SESSIONS)
            if os.getppid() != parent:
                return
            run()


if __name__ == "__main__":
    raise SystemExit(main())
