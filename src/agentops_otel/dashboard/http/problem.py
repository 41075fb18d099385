"""Errors as `application/problem+json` (RFC 9457), or in OTLP's form for senders of OTLP."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from agentops_otel.dashboard.otlp.answers import CONTENT_TYPES, encoding_of, failure

# Requests below this path come from exporters, which do not read problem documents.
OTLP_PATHS: Final = "/v1/"


class ProblemResponse(JSONResponse):
    """A problem as a JSON response; below `OTLP_PATHS`, a `google.rpc.Status` instead."""

    media_type = "application/problem+json"

    def __init__(
        self, status: int, detail: str, headers: dict[str, str] | None, members: dict[str, Any]
    ) -> None:
        body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
        super().__init__(body, status_code=status, headers=headers)
        self._detail = detail
        self._further = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response; to senders of OTLP in their encoding, or in JSON if it is unknown."""
        if not scope["path"].startswith(OTLP_PATHS):
            await super().__call__(scope, receive, send)
            return
        encoding = encoding_of(Headers(scope=scope).get("content-type", "")) or "json"
        answer = Response(
            failure(self.status_code, self._detail, encoding),
            status_code=self.status_code,
            headers=self._further,
            media_type=CONTENT_TYPES[encoding],
        )
        await answer(scope, receive, send)


def problem(
    status: int, detail: str, *, headers: dict[str, str] | None = None, **members: Any
) -> ProblemResponse:
    """Return a problem response."""
    return ProblemResponse(status, detail, headers, members)
