"""How the process of a server keeps its memory small while it takes requests of many megabytes."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Final

# Objects that are made and not freed until the collector looks for circles among them. A request
# of spans makes tens of thousands, all in no circle: by default it looks after every 700, which
# took a twentieth of the time of receiving.
_COLLECTED_AT_ONCE: Final = 10_000

# Bytes from which on a block is the system's again as soon as it is freed. Left to itself, glibc
# raises this to the size of the largest block so far, up to 32 MiB, and then keeps bodies and
# texts of that size in heaps that have holes: a peak of 390 MiB where 280 do.
# https://man7.org/linux/man-pages/man3/mallopt.3.html
_RETURNED_AT_ONCE: Final = 2**20
_M_MMAP_THRESHOLD: Final = -3


def settle_memory() -> None:
    """Set up the process for a life as a server, after its modules are loaded."""
    gc.freeze()  # What is there now stays.
    gc.set_threshold(_COLLECTED_AT_ONCE)
    if sys.platform == "linux":
        # Only glibc has it.
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _RETURNED_AT_ONCE)
