"""What a store is asked beside filters, and what it answers beside the domain's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentops_otel.dashboard.query.ast import EVERYTHING, Filter

SortField = Literal["start", "duration", "cost", "tokens", "errors", "name"]
SortOrder = Literal["asc", "desc"]

FacetKind = Literal[
    "tag", "state", "model", "provider", "tool", "agent", "service", "environment", "user", "error"
]

# A measure is a number of a group of sessions; `duration_*` are percentiles of the duration of
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
    """A value of a facet, and how many sessions have it."""

    value: str
    session_count: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One question for numbers about sessions.

    Attributes:
        name: What to measure.
        where: Which sessions.
        group_by: One series for each value; None for one series of all. By model, provider, tool
            or agent the numbers are those of that model's (…) own operations; by anything else
            they are those of the whole sessions that have the value. By duration the groups are
            the steps of `steps.DURATION_STEPS`, each named by its lower border in digits.
        interval_ns: Width of the time buckets by session start, aligned to the epoch; None for one
            bucket of all times.
        limit: How many series at most; those with the largest totals.
        largest_by: The measure whose totals these are; None for the measure itself. Answers to
            several measures tell of the same groups where they are chosen by the same one.
    """

    name: MeasureName
    where: Filter = EVERYTHING
    group_by: GroupBy | None = None
    interval_ns: int | None = None
    limit: int = 20
    largest_by: MeasureName | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A measured value. `start_time_unix_nano` is 0 without an interval; value None is unknown."""

    start_time_unix_nano: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one group in order of time; empty buckets are left out."""

    group: str | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The answer to a question for numbers.

    Attributes:
        series: By total, largest first.
        group_count: How many groups there are, of which these are the largest.
    """

    series: tuple[Series, ...]
    group_count: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after a revision: ids of sessions, in order of their last change.

    Attributes:
        revision: Where to go on.
        removed: Whether sessions were removed after the revision, so that lists have to be read
            again.
        is_complete: False if there are more; ask again with `revision`.
    """

    revision: int
    session_ids: tuple[str, ...]
    removed: bool = False
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Removed:
    """What a removal took away."""

    sessions: int = 0
    spans: int = 0
    log_records: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """What to remove by itself; None keeps everything.

    Attributes:
        max_age_ns: Sessions of which nothing came for longer go.
        max_bytes: The oldest sessions go until the store is no larger.
    """

    max_age_ns: int | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, one sentence each; none is health. `repaired` tells what was mended."""

    problems: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What the store is and holds.

    Attributes:
        engine: `sqlite` or `clickhouse`.
        location: Where it is, for people; without secrets.
        is_writable: Whether this process may write.
        has_room: Whether there is room for more.
        bytes_used: Space that it takes.
    """

    engine: str
    location: str
    schema_version: int
    is_writable: bool
    has_room: bool
    sessions: int
    spans: int
    bytes_used: int
