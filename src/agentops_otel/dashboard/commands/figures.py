"""Formats times, durations, costs and counts for commands."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Final

_UNKNOWN: Final = "\N{EN DASH}"

_MILLISECOND: Final = 1_000_000
_SECOND: Final = 1000 * _MILLISECOND
_MINUTE: Final = 60 * _SECOND
_HOUR: Final = 60 * _MINUTE
_LEAST_SHOWN_USD: Final = 0.0001


def time_text(unix_nano: int) -> str:
    """Format a time in UTC, to the second."""
    seconds = unix_nano // _SECOND
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return f"{seconds} s after 1970"


def duration_text(duration_ns: int) -> str:
    """Format a duration in a suitable unit: `1 h 02 min`, `12.3 s`, `450 ms`."""
    if duration_ns >= _HOUR:
        return f"{duration_ns // _HOUR} h {duration_ns % _HOUR // _MINUTE:02} min"
    if duration_ns >= _MINUTE:
        return f"{duration_ns // _MINUTE} min {duration_ns % _MINUTE // _SECOND:02} s"
    if duration_ns >= _SECOND:
        return f"{duration_ns / _SECOND:.1f} s"
    return f"{duration_ns / _MILLISECOND:.3g} ms"


def cost_text(cost_usd: float | None) -> str:
    """Format a cost: `$0.0021`, `<$0.0001` for less, a dash if it is unknown."""
    if cost_usd is None:
        return _UNKNOWN
    return "<$0.0001" if 0 < cost_usd < _LEAST_SHOWN_USD else f"${cost_usd:.4f}"


def count_text(count: int | None) -> str:
    """Format a count; a dash if it is unknown."""
    return _UNKNOWN if count is None else f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")


def counted(count: int, noun: str) -> str:
    """Format a count with its noun: `1 span`, `2 spans`."""
    return f"{count_text(count)} {noun if count == 1 else noun + 's'}"
