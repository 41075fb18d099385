"""`/compare`: two sessions, aligned."""

from __future__ import annotations

from itertools import chain
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import Field

from agentops_otel.dashboard.api.alignment import align, first_divergence
from agentops_otel.dashboard.api.operations import Operation
from agentops_otel.dashboard.api.parameters import NoQuery, StoreParameter, require_session
from agentops_otel.dashboard.api.sessions import Session
from agentops_otel.dashboard.api.wire import Body

router = APIRouter(tags=["analytics"])

# Aligning takes time proportional to the product of both lengths.
MAX_OPERATIONS = 2000


class AlignedPair(Body):
    """The same operation in both sessions, or an operation of only one."""

    a: Operation | None
    b: Operation | None


class Comparison(Body):
    """Two sessions, and their operations side by side in order."""

    a: Session
    b: Session
    pairs: list[AlignedPair]
    first_divergence: int | None = Field(
        description=(
            "Index of the first pair with a side missing, or where only one side failed and "
            "nothing below it differs."
        )
    )
    is_capped: bool = Field(
        description=f"Whether a session has more than the {MAX_OPERATIONS} that were aligned."
    )


class CompareQuery(NoQuery):
    """The ids of the two sessions."""

    a: str = Field(min_length=1)
    b: str = Field(min_length=1)


@router.get("/compare")
def compare_sessions(query: Annotated[CompareQuery, Query()], store: StoreParameter) -> Comparison:
    """Align two sessions by the kinds and names of their operations."""
    if query.a == query.b:
        raise HTTPException(400, "a and b are the same session")
    a = require_session(store, query.a, "session of the id that is given as a")
    b = require_session(store, query.b, "session of the id that is given as b")
    first, second = (store.operations(each, limit=MAX_OPERATIONS) for each in (query.a, query.b))
    pairs = align(first.rows, second.rows)
    spans = chain.from_iterable(store.spans(each) for each in (query.a, query.b))
    return Comparison(
        a=Session.model_validate(a),
        b=Session.model_validate(b),
        pairs=[AlignedPair.model_validate(pair) for pair in pairs],
        first_divergence=first_divergence(pairs, spans),
        is_capped=first.next is not None or second.next is not None,
    )
