"""`/facets`: how many sessions have each value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, cast, get_args

from fastapi import APIRouter, Query
from pydantic import Field

from agentops_otel.dashboard.api.parameters import FilterQuery, StoreParameter, comma_list_of
from agentops_otel.dashboard.api.wire import Body
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.questions import FacetKind

router = APIRouter(tags=["facets"])


class FacetValue(Body):
    """A value, and the number of sessions that have it."""

    value: str
    session_count: int


class Facets(Body):
    """The values of each facet that was asked for, most frequent first."""

    facets: dict[FacetKind, list[FacetValue]]


class FacetsQuery(FilterQuery):
    """The sessions whose facets to count, and which values of these."""

    kind: Annotated[str | None, comma_list_of(get_args(FacetKind))] = Field(
        None, description="Facets, separated by commas; by default all."
    )
    contains: str = Field(
        "", max_length=256, description="Only values with this text in them, in ASCII of any case."
    )
    limit: int = Field(50, ge=1, le=500, description="How many values of each facet at most.")


@router.get("/facets")
def count_facets(query: Annotated[FacetsQuery, Query()], store: StoreParameter) -> Facets:
    """Count the sessions that match a filter by tag, state, model, tool and so on."""
    asked = get_args(FacetKind) if query.kind is None else query.kind.split(",")
    counted = store.facets(
        parse_filter(query.q),
        kinds=cast("Sequence[FacetKind]", asked),
        containing=query.contains,
        limit=query.limit,
    )
    return Facets(
        facets={
            kind: [FacetValue.model_validate(value) for value in values]
            for kind, values in counted.items()
        }
    )
