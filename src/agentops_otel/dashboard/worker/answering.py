"""What the worker process does: it calls one function over and over, until nobody asks any more."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable
from typing import Any

from agentops_otel.dashboard.memory import settle_memory
from agentops_otel.dashboard.worker.frames import FAILED, READY, read_frame, write_frame


def main() -> None:
    """Get a function from stdin, then arguments; write to stdout what it gives."""
    # Ctrl-C goes to every process of a terminal; this one ends with the one that it helps.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(0, "rb", closefd=False) as questions, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # What something prints is no answer.
        function = pickle.loads(read_frame(questions))  # noqa: S301 - of the process that started it.
        settle_memory()
        write_frame(answers, READY)
        while True:
            write_frame(answers, _answer(function, read_frame(questions)))


def _answer(function: Callable[..., Any], question: bytes) -> bytes:
    try:
        arguments = pickle.loads(question)  # noqa: S301 - as above
        return pickle.dumps(function(*arguments), pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001 - who asked calls it again, and has the exception there
        return FAILED
