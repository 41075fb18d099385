"""`/api/docs`: the reference of the API, which loads nothing from other hosts."""

from __future__ import annotations

import importlib.resources
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, HTMLResponse, Response

from agentops_otel.dashboard.http.document import document

router = APIRouter(include_in_schema=False)

_SWAGGER: Final = Path(str(importlib.resources.files("fastapi_offline") / "static"))
_FILES: Final = ("swagger-ui-bundle.js", "swagger-ui.css")

_HEAD: Final = '<link rel="stylesheet" href="/api/docs/swagger-ui.css">'
_BODY: Final = """\
<div id="reference"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>"""

_START: Final = """\
SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#reference", deepLinking: true });
"""


@router.get("/api/docs")
async def get_reference() -> HTMLResponse:
    """Return the page of the API reference."""
    return HTMLResponse(document("API of the dashboard", _BODY, head=_HEAD, color_scheme="light"))


@router.get("/api/docs/start.js")
async def get_start() -> Response:
    """Return the script that starts the reference; the content policy forbids inline scripts."""
    return Response(_START, media_type="text/javascript")


@router.get("/api/docs/{name}")
async def get_reference_file(name: str) -> FileResponse:
    """Return one of the files that the reference page loads."""
    if name not in _FILES:
        raise HTTPException(404, f"there is no file {name!r} here")
    return FileResponse(_SWAGGER / name, headers={"Cache-Control": "max-age=86400"})
