"""Measures of sessions: sums by group and time in SQL, percentiles from sorted durations."""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from agentops_otel.dashboard.store.questions import (
    GroupBy,
    Measure,
    Measured,
    MeasureName,
    Point,
    Series,
)
from agentops_otel.dashboard.store.sqlite import words
from agentops_otel.dashboard.store.sqlite.durations import no_durations, unpack_into
from agentops_otel.dashboard.store.sqlite.filters import (
    STATE_EXPRESSION,
    lost_before,
    session_condition,
    tokens_of,
)
from agentops_otel.dashboard.store.sqlite.sql_text import Sql
from agentops_otel.dashboard.store.steps import DURATION_STEPS

# Groups whose numbers cover only their own operations, not whole sessions.
_BY_OPERATION: Final[frozenset[GroupBy]] = frozenset(("model", "provider", "tool", "agent"))

# Groups that are derived from the session's row, without a join.
_OF_THE_ROW: Final[frozenset[GroupBy | None]] = frozenset((None, "state", "duration"))

# `t` is the session or the facet. Summing as floats avoids integer overflow, which would fail the
# whole query.
_SUMS: Final[Mapping[MeasureName, str]] = {
    "sessions": "count(*)",
    "errors": "sum(t.errors)",
    "llm_calls": "sum(t.llm_calls)",
    "tool_calls": "sum(t.tool_calls)",
    "tokens": f"sum(0.0 + {tokens_of('t')})",
    "input_tokens": "sum(0.0 + t.input_tokens)",
    "output_tokens": "sum(0.0 + t.output_tokens)",
    "cached_tokens": "sum(0.0 + t.cached_tokens)",
    "cost": "sum(t.cost)",
}
_SUMS_OF_SESSIONS: Final[Mapping[MeasureName, str]] = {
    **_SUMS,
    "error_rate": "avg(t.state = 'error')",
    "spans": "sum(t.spans)",
}
_SUMS_OF_OPERATIONS: Final[Mapping[MeasureName, str]] = {
    **_SUMS,
    "error_rate": "sum(t.errors) * 1.0 / sum(t.count)",
    "spans": "sum(t.count)",
}
_PERCENTILES: Final[Mapping[MeasureName, float]] = {
    "duration_p50": 0.50,
    "duration_p95": 0.95,
    "duration_p99": 0.99,
}


# Values by group, then by start of the bucket.
Numbers: TypeAlias = dict[str | None, dict[int, float | None]]


def measure(connection: sqlite3.Connection, asked: Measure, now: int) -> Measured:
    """Return the series of a measure."""
    numbers, weights = _numbers(connection, asked, now)
    if asked.largest_by is not None and asked.largest_by != asked.name:
        deciding = replace(asked, name=asked.largest_by, interval_ns=None)
        weights = _numbers(connection, deciding, now)[1]
    ordered = sorted(weights, key=lambda group: (-weights[group], group or ""))
    series = tuple(
        Series(group, tuple(Point(start, value) for start, value in sorted(numbers[group].items())))
        for group in ordered[: asked.limit]
        if group in numbers
    )
    return Measured(series, len(ordered))


def _numbers(
    connection: sqlite3.Connection, asked: Measure, now: int
) -> tuple[Numbers, dict[str | None, float]]:
    """Return the numbers of each group, and the weight by which each group is ranked."""
    if asked.name in _PERCENTILES:
        return _percentiles(connection, asked, now)
    numbers = _sums(connection, asked, now)
    return numbers, {
        group: sum(value or 0 for value in points.values()) for group, points in numbers.items()
    }


def _sums(connection: sqlite3.Connection, asked: Measure, now: int) -> Numbers:
    group = _group(asked.group_by, now)
    condition = session_condition(asked.where, now, words.index(connection))
    if asked.group_by in _BY_OPERATION:
        value = _SUMS_OF_OPERATIONS[asked.name].replace("t.", "f.")
    else:
        value = _SUMS_OF_SESSIONS[asked.name].replace("t.", "s.")
    rows = connection.execute(
        f"SELECT {group.text} AS grouped, {_bucket(asked)} AS bucket, {value} AS value"
        f" FROM sessions AS s {_join(asked.group_by)}"
        f" WHERE {condition.text} GROUP BY grouped, bucket",
        (*group.values, *_kind(asked.group_by), *condition.values),
    )
    numbers: Numbers = defaultdict(dict)
    for row in rows:
        numbers[row["grouped"]][row["bucket"]] = row["value"]
    return numbers


def _percentiles(
    connection: sqlite3.Connection, asked: Measure, now: int
) -> tuple[Numbers, dict[str | None, float]]:
    """Return the percentile of each group and bucket, and the number of durations per group."""
    condition = session_condition(asked.where, now, words.index(connection))
    group = _group(asked.group_by, now)
    by_operation = asked.group_by in _BY_OPERATION
    rows = connection.execute(
        f"SELECT {group.text} AS grouped, {_bucket(asked)} AS bucket,"
        f" {'f.durations' if by_operation else 's.duration'} AS durations"
        f" FROM sessions AS s {_join(asked.group_by)}"
        f" WHERE {'durations' if by_operation else 's.end'} NOTNULL AND ({condition.text})",
        (*group.values, *_kind(asked.group_by), *condition.values),
    )
    durations: dict[str | None, dict[int, array[int]]] = defaultdict(
        lambda: defaultdict(no_durations)
    )
    for row in rows:
        numbers_ = durations[row["grouped"]][row["bucket"]]
        if by_operation:
            unpack_into(numbers_, row["durations"])
        else:
            numbers_.append(row["durations"])
    share = _PERCENTILES[asked.name]
    numbers: Numbers = {
        name: {start: _percentile(values, share) for start, values in buckets.items()}
        for name, buckets in durations.items()
    }
    return numbers, {name: float(sum(map(len, each.values()))) for name, each in durations.items()}


def _percentile(values: Iterable[int], share: float) -> float:
    """Return the smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _bucket(asked: Measure) -> str:
    width = asked.interval_ns
    return "0" if width is None else f"s.start - s.start % {int(width)}"


def _group(group_by: GroupBy | None, now: int) -> Sql:
    if group_by is None:
        return Sql("NULL")
    if group_by == "state":
        return Sql(STATE_EXPRESSION, (lost_before(now),))
    if group_by == "duration":
        return Sql(_step(DURATION_STEPS))
    return Sql("f.value")


def _step(borders: Sequence[int]) -> str:
    """Compile a binary search for the greatest lower bound that does not exceed a duration."""
    if len(borders) == 1:
        return f"'{borders[0]}'"
    half = len(borders) // 2
    below, above = _step(borders[:half]), _step(borders[half:])
    return f"CASE WHEN s.duration < {borders[half]} THEN {below} ELSE {above} END"


def _join(group_by: GroupBy | None) -> str:
    if group_by in _OF_THE_ROW:
        return ""
    return "JOIN session_facets AS f ON f.session = s.n AND f.kind = ? AND f.count > 0"


def _kind(group_by: GroupBy | None) -> tuple[str, ...]:
    return () if group_by in _OF_THE_ROW else (str(group_by),)
