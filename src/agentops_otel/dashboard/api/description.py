"""The OpenAPI description of the API, with all errors as problems."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from pydantic import BaseModel

from agentops_otel.dashboard.http.problem import ProblemResponse


class Problem(BaseModel):
    """What went wrong; an invalid filter also has `position` and `near`."""

    title: str
    status: int
    detail: str
    position: int | None = None
    near: list[str] | None = None


PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": description,
        "content": {
            ProblemResponse.media_type: {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for status, description in {
        "4XX": "The request is wrong: `detail` says what, and why.",
        "5XX": "The server or its store has a problem.",
    }.items()
}


class DescribedAPI(FastAPI):
    """An app whose OpenAPI description includes the schema that `PROBLEMS` refers to."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI description."""
        description = super().openapi()
        schemas = description.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        return description
