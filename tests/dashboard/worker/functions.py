"""Functions that the tests call in a worker process, which must be able to import them."""

from __future__ import annotations

import os
import time
from pathlib import Path


def process_id(seconds: float = 0.1, printed: str = "") -> int:
    """Work for a while; return the id of the process that did."""
    time.sleep(seconds)
    if printed:
        print(printed, flush=True)
    return os.getpid()


def process_id_once_there(path: Path, own: int) -> int:
    """Work until a file exists, unless in process `own`; return the id of the process."""
    path.with_suffix(".begun").touch()
    while os.getpid() != own and not path.exists():
        time.sleep(0.01)
    time.sleep(0.1)
    return os.getpid()


def fail(seconds: float, own: int) -> None:
    """Raise ValueError("here") in process `own`, ValueError("there") in any other."""
    time.sleep(seconds)
    raise ValueError("here" if os.getpid() == own else "there")


def given(text: str, seconds: float = 0) -> str:
    """Return the given text."""
    time.sleep(seconds)
    return text
