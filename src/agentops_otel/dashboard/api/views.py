"""`/views`: filters saved under a name."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, field_validator

from agentops_otel.dashboard.api.parameters import NoQuery, StoreParameter
from agentops_otel.dashboard.query.parser import MAX_LENGTH, parse_filter
from agentops_otel.dashboard.store.questions import SortField, SortOrder

router = APIRouter(tags=["views"])

_DOCUMENT: Final = "views"
MAX_VIEWS: Final = 200


class View(BaseModel):
    """A filter and an order of the session list, under a name."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    q: str = Field("", max_length=MAX_LENGTH)
    sort: SortField = "start"
    order: SortOrder = "desc"

    @field_validator("q")
    @classmethod
    def _has_a_meaning(cls, text: str) -> str:
        parse_filter(text)
        return text


class ViewList(BaseModel):
    """All views, in the order in which they were saved."""

    model_config = ConfigDict(extra="forbid")

    items: list[View] = Field(max_length=MAX_VIEWS)

    @field_validator("items")
    @classmethod
    def _names_differ(cls, views: list[View]) -> list[View]:
        if len({view.name for view in views}) < len(views):
            raise ValueError("two views have the same name")
        return views


@router.get("/views")
def list_views(_query: Annotated[NoQuery, Query()], store: StoreParameter) -> ViewList:
    """List the saved views."""
    text = store.document(_DOCUMENT)
    return ViewList(items=[]) if text is None else ViewList.model_validate_json(text)


@router.put("/views")
def replace_views(
    views: ViewList, _query: Annotated[NoQuery, Query()], store: StoreParameter
) -> ViewList:
    """Replace all saved views."""
    store.put_document(_DOCUMENT, views.model_dump_json())
    return views
