"""Keeps a server process's memory small while it receives requests of many megabytes."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Final

# Objects allocated, net of those freed, before the garbage collector looks for cycles. A request of
# spans allocates tens of thousands, none in a cycle; the default of 700 took a twentieth of the
# time spent receiving.
_COLLECTED_AT_ONCE: Final = 10_000

# Blocks of this many bytes or more go back to the system as soon as they are freed. By default
# glibc raises this threshold to the size of the largest block so far, up to 32 MiB, and then keeps
# bodies and texts of that size in fragmented heaps: a peak of 390 MiB instead of 280.
# https://man7.org/linux/man-pages/man3/mallopt.3.html
_RETURNED_AT_ONCE: Final = 2**20
_M_MMAP_THRESHOLD: Final = -3


def settle_memory() -> None:
    """Tune the process to run as a server; call it after the modules are loaded."""
    gc.freeze()  # What is allocated now stays.
    gc.set_threshold(_COLLECTED_AT_ONCE)
    if sys.platform == "linux":
        # Only glibc has `mallopt`.
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _RETURNED_AT_ONCE)
