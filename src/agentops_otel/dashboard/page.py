"""Serves the web page: its built files, and one document for every view."""

from __future__ import annotations

import importlib.resources
import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from agentops_otel.dashboard.http.document import document, styled
from agentops_otel.dashboard.safety.access import role_of
from agentops_otel.dashboard.safety.headers import nonce_of

BUNDLE: Final = Path(str(importlib.resources.files("agentops_otel.dashboard") / "static"))

NO_BUNDLE: Final = (
    "this install has no web page: it is built with Node, which was not there."
    " Install Node 20.19 or newer and run the install again"
)

# The paths of `web/src/app/router.tsx`. Paths are as they were sent: an id is one segment.
_VIEWS: Final = re.compile("/|/sessions(?:/[^/]+)?/?|/analytics/?|/compare/?")

_NO_BUNDLE_STYLE: Final = """\
html { background: Canvas; color: CanvasText; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
code { font-family: ui-monospace, monospace; }
"""

_NO_BUNDLE_NOTE: Final = """\
<main>
<h1>The dashboard is running</h1>
<p>It receives telemetry and keeps it, but this install has no web page: the page is built with
Node, which was not there when the package was installed.</p>
<ol>
<li>Install <strong>Node 20.19 or newer</strong> (or 22.12 or newer).</li>
<li>Run the install again, for example <code>pip install '.[dashboard]'</code>.</li>
<li>Start the dashboard again.</li>
</ol>
<p>Until then: <code>agentops-otel sessions</code> and <code>agentops-otel show ID</code> on the
command line, and the <a href="/api/docs">API</a>.</p>
</main>"""


@dataclass(frozen=True)
class Page:
    """The built page in a folder, or the note that explains how to build it."""

    bundle: Path = BUNDLE

    @property
    def is_built(self) -> bool:
        """Return whether the folder has a page."""
        return (self.bundle / "index.html").is_file()

    def routes(self) -> list[BaseRoute]:
        """Return the route that serves the built files."""
        assets = _ImmutableFiles(directory=self.bundle / "assets", check_dir=False)
        # Compressed, since through a tunnel to another machine the page is most of the traffic; for
        # each request only what the build left as it is.
        return [Mount("/assets", GZipMiddleware(assets))]

    async def document(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as an ASGI app, every path that has no route: all views are one document.

        With 404 it also tells browsers that there is no such view; programs get a problem.
        """
        if scope["type"] != "http":
            return
        request = Request(scope)
        is_view = _VIEWS.fullmatch(scope["path"]) is not None
        if not is_view and not _shows_pages(request):
            raise HTTPException(
                404, f"there is nothing at {scope['path']}", headers={"Vary": "Accept"}
            )
        if scope["method"] != "GET":
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        response = await run_in_threadpool(self._document, request)
        if not is_view:
            response.status_code = HTTPStatus.NOT_FOUND
            response.headers["Vary"] = "Accept"
        await response(scope, receive, send)

    def _document(self, request: Request) -> Response:
        nonce = nonce_of(request)
        if not self.is_built:
            style = styled(_NO_BUNDLE_STYLE, nonce)
            return HTMLResponse(document("The dashboard is running", _NO_BUNDLE_NOTE, head=style))
        built = (self.bundle / "index.html").read_text(encoding="utf-8")
        # React Aria and Vite read the nonce for the styles they insert from here.
        metas = f'<meta property="csp-nonce" nonce="{nonce}">'
        if role := role_of(request):
            metas += f'<meta name="role" content="{role}">'
        return HTMLResponse(built.replace("<head>", f"<head>{metas}", 1))


def _shows_pages(request: Request) -> bool:
    """Return whether a client would show a page at a path that no view has."""
    is_api = request.scope["path"].split("/")[1:2] in (["api"], ["v1"])
    return not is_api and "text/html" in request.headers.get("accept", "")


class _ImmutableFiles(StaticFiles):
    """Serves files whose names change with their content, so that browsers may cache them."""

    async def check_config(self) -> None:
        """Skip the check for the folder: without a page every file is simply missing."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await self._packed(path, scope) or await super().get_response(path, scope)
        if isinstance(response, FileResponse):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    async def _packed(self, path: str, scope: Scope) -> Response | None:
        """Return the file as the build compressed it; None without one or if gzip is refused."""
        if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return None
        packed, stat = await run_in_threadpool(self.lookup_path, f"{path}.gz")
        if stat is None:
            return None
        response = self.file_response(packed, stat, scope)
        response.headers["Content-Encoding"] = "gzip"
        response.headers.add_vary_header("Accept-Encoding")
        return response
