"""Times as every store can keep them."""

from __future__ import annotations

from typing import Final

# OTLP has 64 unsigned bits, SQLite and ClickHouse's DateTime64 have a sign: the year 2262.
_LATEST: Final = 2**63 - 1


def unix_nano(time_unix_nano: int) -> int:
    """Bound a time to what can be kept."""
    return min(time_unix_nano, _LATEST)
