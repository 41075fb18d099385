"""Durations of many operations in one value of a row, so that percentiles need no look at spans."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

# Signed 64 bits, as SQLite's integers.
_TYPE = "q"


def pack(durations: Iterable[int]) -> bytes:
    """Write durations one after the other, 8 bytes each, little-endian on every machine."""
    numbers = array(_TYPE, durations)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpack_into(numbers: array[int], packed: bytes) -> None:
    """Append packed durations."""
    found = array(_TYPE)
    found.frombytes(packed)
    if sys.byteorder == "big":
        found.byteswap()
    numbers.extend(found)


def no_durations() -> array[int]:
    """Give an empty collection to append to."""
    return array(_TYPE)
