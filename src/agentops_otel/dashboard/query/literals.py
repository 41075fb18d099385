"""Parsing of values in filters: durations, times, counts, costs and texts with wildcards."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from agentops_otel.dashboard.query.ast import Pattern
from agentops_otel.dashboard.query.fields import FieldType

_NUMBER = r"\d+(?:\.\d*)?|\.\d+"
_NS_PER_UNIT: Final = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
    "d": 86_400 * 10**9,
    "w": 7 * 86_400 * 10**9,
}
_DURATION_PART: Final = re.compile(rf"({_NUMBER})(ns|us|µs|μs|ms|s|m|h|d|w)")
_DURATION: Final = re.compile(rf"(?:{_DURATION_PART.pattern})+")
_PLAIN_NUMBER: Final = re.compile(_NUMBER)
_COUNT: Final = re.compile(rf"({_NUMBER})([kM]?)")
_SIGNED_NUMBER: Final = re.compile(rf"[+-]?(?:{_NUMBER})(?:[eE][+-]?\d{{1,3}})?")
_RELATIVE_TIME: Final = re.compile(r"(?:now)?-(?P<ago>.+)")
_TIME: Final = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)"
    r"(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9}))?)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?)?",
    re.ASCII,
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)

# SQLite and ClickHouse use signed 64-bit integers.
_LARGEST: Final = 2**63 - 1


class BadLiteralError(ValueError):
    """The value does not fit the field's type; the message says how to write one."""


@dataclass(frozen=True)
class Interval:
    """The values that a literal covers, from `first` to `end`, exclusive.

    A number or an instant covers only itself and has no `end`; a day covers 24 hours of
    nanoseconds.
    """

    first: int | float
    end: int | None = None


def read_text(token: str) -> Pattern:
    """Parse a value token as a text; stars are wildcards unless it is quoted."""
    if token.startswith('"'):
        return Pattern((re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL),))
    pieces = [""]
    for each in re.findall(r"\\.|[^\\]", token, flags=re.DOTALL):
        if each == "*":
            pieces.append("")
        else:
            pieces[-1] += each[-1]
    return Pattern(_without_doubled_stars(pieces))


def _without_doubled_stars(pieces: list[str]) -> tuple[str, ...]:
    inner = [piece for piece in pieces[1:-1] if piece]
    return (pieces[0], *inner, pieces[-1]) if len(pieces) > 1 else (pieces[0],)


def read_duration(text: str) -> int:
    """Parse a duration such as `30` (seconds), `1.5s`, `500ms` or `1h30m` to nanoseconds."""
    if _PLAIN_NUMBER.fullmatch(text):
        return _bounded(Decimal(text) * 10**9)
    if _DURATION.fullmatch(text):
        parts = _DURATION_PART.findall(text)
        return _bounded(sum(Decimal(number) * _NS_PER_UNIT[unit] for number, unit in parts))
    raise BadLiteralError("a duration is written as 30s, 500ms, 1.5h or 1h30m; bare: seconds")


def read_time(text: str, now: datetime) -> Interval:
    """Parse a date, a time (UTC unless it has a zone), `now`, or a time relative to it: `-24h`."""
    if text == "now":
        return Interval(_nanoseconds(now))
    if relative := _RELATIVE_TIME.fullmatch(text):
        return Interval(_nanoseconds(now) - read_duration(relative["ago"]))
    if parts := _TIME.fullmatch(text):
        try:
            return _period(parts)
        except (ValueError, OverflowError) as error:
            raise BadLiteralError(f"there is no such time: {error}") from None
    raise BadLiteralError(
        "a time is written as 2026-11-01, 2026-11-01T10:30, 2026-11-01T10:30:15.5+02:00 or, for"
        " how long ago, -24h; without a zone it is UTC"
    )


def _period(parts: re.Match[str]) -> Interval:
    zone = (parts["zone"] or "Z").replace("Z", "+0000").replace(":", "")
    start = datetime.fromisoformat(
        f"{parts['year']}-{parts['month']}-{parts['day'] or '01'}"
        f"T{parts['hour'] or '00'}:{parts['minute'] or '00'}:{parts['second'] or '00'}"
        f"{zone[:3]}:{zone[3:]}"
    )
    if parts["fraction"]:
        return Interval(_nanoseconds(start) + int(parts["fraction"].ljust(9, "0")))
    if parts["second"]:
        end = start + timedelta(seconds=1)
    elif parts["minute"]:
        end = start + timedelta(minutes=1)
    elif parts["day"]:
        end = start + timedelta(days=1)
    else:
        end = (start + timedelta(days=31)).replace(day=1)
    return Interval(_nanoseconds(start), _nanoseconds(end))


def _nanoseconds(moment: datetime) -> int:
    nanoseconds = (moment - _EPOCH) // timedelta(microseconds=1) * 1000
    return _bounded(Decimal(nanoseconds))


def read_count(text: str) -> int:
    """Parse a count such as `1000`, `10k` or `1.5M`."""
    if parts := _COUNT.fullmatch(text):
        count = Decimal(parts[1]) * {"": 1, "k": 10**3, "M": 10**6}[parts[2]]
        if count == int(count):
            return _bounded(count)
    raise BadLiteralError("a count is written as 1000, 10k or 1.5M")


def read_cost(text: str) -> float:
    """Parse a cost such as `0.1` or `$0.1` to USD."""
    number = text.removeprefix("$")
    if _PLAIN_NUMBER.fullmatch(number):
        return float(number)
    raise BadLiteralError("a cost is written as 0.1, in USD")


def read_number(text: str) -> int | float:
    """Parse a number to compare attributes with: an integer if it is whole and fits 64 bits."""
    if not _SIGNED_NUMBER.fullmatch(text):
        raise BadLiteralError("only numbers can be compared: 500, -0.5 or 1e6")
    number = Decimal(text)
    whole = number.adjusted() < len(str(_LARGEST)) and number == int(number)
    return int(number) if whole and abs(number) <= _LARGEST else float(number)


def _bounded(number: Decimal | int) -> int:
    if not -_LARGEST <= number <= _LARGEST:
        raise BadLiteralError("this is larger than anything that can be counted here")
    return int(number)


def read_interval(type_: FieldType, text: str, now: datetime) -> Interval:
    """Parse a value of an ordered type.

    Raises:
        BadLiteralError: The text is not a value of that type.
    """
    if type_ is FieldType.TIME:
        return read_time(text, now)
    read: Callable[[str], int | float] = {
        FieldType.DURATION: read_duration,
        FieldType.COUNT: read_count,
        FieldType.COST: read_cost,
        FieldType.ATTRIBUTE: read_number,
    }[type_]
    return Interval(read(text))
