"""Queries and results of a store, other than filters and the domain model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentops_otel.dashboard.query.ast import EVERYTHING, Filter

SortField = Literal["start", "duration", "cost", "tokens", "errors", "name"]
SortOrder = Literal["asc", "desc"]

FacetKind = Literal[
    "tag", "state", "model", "provider", "tool", "agent", "service", "environment", "user", "error"
]

# A measure is a number for a group of sessions; `duration_*` are percentiles of the durations of
# ended sessions.
MeasureName = Literal[
    "sessions",
    "error_rate",
    "spans",
    "errors",
    "llm_calls",
    "tool_calls",
    "tokens",
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "cost",
    "duration_p50",
    "duration_p95",
    "duration_p99",
]
GroupBy = Literal[
    "tag", "state", "model", "provider", "tool", "agent", "service", "user", "error", "duration"
]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A facet value and the number of sessions that have it."""

    value: str
    session_count: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A query for numbers about sessions.

    Attributes:
        name: What to measure.
        where: Which sessions to include.
        group_by: One series per value; None for a single series. By model, provider, tool or agent,
            the numbers cover only the operations of that model (…); by anything else, they cover
            all of each session that has the value. By duration, the groups are the steps of
            `steps.DURATION_STEPS`, each named by its lower bound in digits.
        interval_ns: Width of the time buckets by session start, aligned to the epoch; None for a
            single bucket.
        limit: The maximum number of series; those with the largest totals are kept.
        largest_by: The measure that `limit` ranks by; None for `name`. Queries for several measures
            return the same groups if they rank by the same measure.
    """

    name: MeasureName
    where: Filter = EVERYTHING
    group_by: GroupBy | None = None
    interval_ns: int | None = None
    limit: int = 20
    largest_by: MeasureName | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A measured value, None if unknown. `start_time_unix_nano` is 0 without an interval."""

    start_time_unix_nano: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one group, ordered by time; empty buckets are left out."""

    group: str | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The result of a `Measure`.

    Attributes:
        series: The largest groups, ordered by total, largest first.
        group_count: The number of all groups.
    """

    series: tuple[Series, ...]
    group_count: int


@dataclass(frozen=True, slots=True)
class Changes:
    """The sessions that changed after a revision.

    Attributes:
        revision: The revision to continue from.
        session_ids: Ordered by last change.
        removed: Whether sessions were removed after the revision, so that lists must be reloaded.
        is_complete: False if there are more; ask again with `revision`.
    """

    revision: int
    session_ids: tuple[str, ...]
    removed: bool = False
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Removed:
    """How much was removed."""

    sessions: int = 0
    spans: int = 0
    log_records: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """Limits for automatic removal; None means no limit.

    Attributes:
        max_age_ns: Sessions that have received nothing for longer are removed.
        max_bytes: The oldest sessions are removed until the store is no larger.
    """

    max_age_ns: int | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a check, one sentence each; none if all is well.

    Attributes:
        problems: What is still wrong.
        repaired: What was wrong and has been repaired.
    """

    problems: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreDescription:
    """What the store is and how much it holds.

    Attributes:
        engine: `sqlite` or `clickhouse`.
        location: Human-readable location, without secrets.
        is_writable: Whether this process may write.
        has_room: Whether there is room for more telemetry.
        bytes_used: Space used.
    """

    engine: str
    location: str
    schema_version: int
    is_writable: bool
    has_room: bool
    sessions: int
    spans: int
    bytes_used: int
