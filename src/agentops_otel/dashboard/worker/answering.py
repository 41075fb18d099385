"""The program of the worker process: calls one function until its pipe is closed."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable
from typing import Any

from agentops_otel.dashboard.memory import settle_memory
from agentops_otel.dashboard.worker.frames import FAILED, READY, read_frame, write_frame


def main() -> None:
    """Read a function from stdin, then its arguments for each call; write results to stdout."""
    # Ctrl-C reaches every process of a terminal; the worker ends with the process it works for.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(0, "rb", closefd=False) as questions, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # What the function prints must not mix with the results.
        function = pickle.loads(read_frame(questions))  # noqa: S301 - of the process that started it.
        settle_memory()
        write_frame(answers, READY)
        while True:
            write_frame(answers, _answer(function, read_frame(questions)))


def _answer(function: Callable[..., Any], question: bytes) -> bytes:
    try:
        arguments = pickle.loads(question)  # noqa: S301 - as above
        return pickle.dumps(function(*arguments), pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001 - the caller repeats the call and gets the exception
        return FAILED
