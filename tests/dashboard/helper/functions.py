"""What the tests call in a helper: functions of a module, as it has to be."""

from __future__ import annotations

import os
import time
from pathlib import Path


def worker(seconds: float = 0.1, printed: str = "") -> int:
    """Work for a while; give the process that did."""
    time.sleep(seconds)
    if printed:
        print(printed, flush=True)
    return os.getpid()


def worker_until_there(path: Path, own: int) -> int:
    """Work in another process until a file is there; give the process that did."""
    path.with_suffix(".begun").touch()
    while os.getpid() != own and not path.exists():
        time.sleep(0.01)
    time.sleep(0.1)
    return os.getpid()


def fail(seconds: float, own: int) -> None:
    """Raise what tells where."""
    time.sleep(seconds)
    raise ValueError("here" if os.getpid() == own else "there")


def given(text: str, seconds: float = 0) -> str:
    """Give back what is given."""
    time.sleep(seconds)
    return text
