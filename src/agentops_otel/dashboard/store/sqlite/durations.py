"""Durations of many operations packed into one column, so that percentiles need no spans."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

# Signed 64 bits, like SQLite's integers.
_TYPE = "q"


def pack(durations: Iterable[int]) -> bytes:
    """Pack durations in sequence, 8 bytes each, little-endian on every machine."""
    numbers = array(_TYPE, durations)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpack_into(numbers: array[int], packed: bytes) -> None:
    """Unpack durations and append them to `numbers`."""
    found = array(_TYPE)
    found.frombytes(packed)
    if sys.byteorder == "big":
        found.byteswap()
    numbers.extend(found)


def no_durations() -> array[int]:
    """Return an empty array for `unpack_into`."""
    return array(_TYPE)
