"""Limits times to what every store can keep."""

from __future__ import annotations

from typing import Final

# OTLP has 64 bits without a sign; SQLite and ClickHouse's DateTime64 have a sign (year 2262).
_LATEST: Final = 2**63 - 1


def unix_nano(time_unix_nano: int) -> int:
    """Return a time, reduced to the latest that can be stored."""
    return min(time_unix_nano, _LATEST)
