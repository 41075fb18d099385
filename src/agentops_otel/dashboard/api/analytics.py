"""`/analytics`: the numbers behind every chart."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field

from agentops_otel.dashboard.api.parameters import FilterQuery, StoreParameter
from agentops_otel.dashboard.api.wire import Body, UnixNano
from agentops_otel.dashboard.query.literals import read_duration
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.questions import GroupBy, Measure, MeasureName

router = APIRouter(tags=["analytics"])

Unit = Literal["count", "ratio", "tokens", "usd", "ns"]


class Point(Body):
    """A measured value; null if unknown."""

    start_time_unix_nano: UnixNano = Field(description="Start of the interval; 0 without one.")
    value: float | None


class Series(Body):
    """The points of one group over time; intervals without sessions are left out."""

    group: str | None
    points: list[Point]


class Measured(Body):
    """A measure over sessions, by group and over time."""

    measure: MeasureName
    unit: Unit
    group_by: GroupBy | None
    interval_ns: int | None
    series: list[Series]
    group_count: int = Field(
        description="How many groups there are, of which `series` has the largest."
    )


def _interval(text: str | None) -> str | None:
    if text is not None and read_duration(text) < 10**9:
        raise ValueError("an interval has at least one second")
    return text


class AnalyticsQuery(FilterQuery):
    """What to measure, over which sessions, in which groups and intervals."""

    measure: MeasureName = "sessions"
    group_by: GroupBy | None = None
    interval: Annotated[str | None, AfterValidator(_interval)] = Field(
        None, description="Width of a step by session start: 1h, 1d. Without it all is one step."
    )
    limit: int = Field(20, ge=1, le=100, description="How many groups at most, the largest.")
    largest_by: MeasureName | None = Field(
        None,
        description="The measure that decides which groups are the largest; by default `measure`."
        " With the same one, answers to several measures have the same groups.",
    )


@router.get("/analytics")
def measure_sessions(query: Annotated[AnalyticsQuery, Query()], store: StoreParameter) -> Measured:
    """Measure the sessions that match a filter."""
    interval_ns = None if query.interval is None else read_duration(query.interval)
    measured = store.measure(
        Measure(
            name=query.measure,
            where=parse_filter(query.q),
            group_by=query.group_by,
            interval_ns=interval_ns,
            limit=query.limit,
            largest_by=query.largest_by,
        )
    )
    return Measured(
        measure=query.measure,
        unit=_unit(query.measure),
        group_by=query.group_by,
        interval_ns=interval_ns,
        series=[Series.model_validate(each) for each in measured.series],
        group_count=measured.group_count,
    )


def _unit(measure: MeasureName) -> Unit:
    if measure.startswith("duration"):
        return "ns"
    if measure.endswith("tokens"):
        return "tokens"
    if measure == "cost":
        return "usd"
    return "ratio" if measure == "error_rate" else "count"
