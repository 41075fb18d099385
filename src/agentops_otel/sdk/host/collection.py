"""Whether the calling thread is inside a garbage collection that may have interrupted anything.

Before Python 3.12, a collection runs wherever memory is allocated, also inside a function written
in C. From then on it runs only between two instructions of Python code.
"""

from __future__ import annotations

import gc
import sys
from threading import get_ident

# The thread that runs a collection; there is at most one.
_collector: int | None = None


def is_running_here() -> bool:
    """Return whether what runs is a finalizer, in the middle of anything; False from 3.12 on."""
    return _collector is not None and _collector == get_ident()


def _note(phase: str, _: object) -> None:
    global _collector  # noqa: PLW0603  # There is one garbage collector.
    _collector = get_ident() if phase == "start" else None


if sys.version_info < (3, 12):
    gc.callbacks.append(_note)
