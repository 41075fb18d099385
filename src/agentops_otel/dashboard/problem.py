"""Errors as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse


class ProblemResponse(JSONResponse):
    """A JSON answer of the problem type."""

    media_type = "application/problem+json"


def problem(
    status: int, detail: str, *, headers: dict[str, str] | None = None, **members: Any
) -> ProblemResponse:
    """Answer with a problem."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    return ProblemResponse(body, status_code=status, headers=headers)
