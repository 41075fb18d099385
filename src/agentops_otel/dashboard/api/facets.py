"""`/facets`: how many sessions have each value."""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import APIRouter, Query
from pydantic import Field

from agentops_otel.dashboard.api.parameters import FilterQuery, StoreParameter
from agentops_otel.dashboard.api.wire import Body
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.questions import FacetKind

router = APIRouter(tags=["facets"])


class FacetValue(Body):
    """A value, and the number of sessions that have it."""

    value: str
    session_count: int


class Facets(Body):
    """The values of each facet, most frequent first."""

    facets: dict[FacetKind, list[FacetValue]]


class FacetsQuery(FilterQuery):
    """The sessions whose facets to count."""

    limit: int = Field(50, ge=1, le=500, description="How many values of each facet at most.")


@router.get("/facets")
def count_facets(query: Annotated[FacetsQuery, Query()], store: StoreParameter) -> Facets:
    """Count the sessions that match a filter by tag, state, model, tool and so on."""
    counted = store.facets(parse_filter(query.q), kinds=get_args(FacetKind), limit=query.limit)
    return Facets(
        facets={
            kind: [FacetValue.model_validate(value) for value in values]
            for kind, values in counted.items()
        }
    )
