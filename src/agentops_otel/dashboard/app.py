"""Assembles the dashboard: receiver, API and page over one store."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from starlette.types import ASGIApp

from agentops_otel.dashboard.api import health, reference, sessions, spans
from agentops_otel.dashboard.api.problem import answer_errors_with_problems
from agentops_otel.dashboard.page import Page
from agentops_otel.dashboard.paths import EncodedPath
from agentops_otel.dashboard.safety.headers import SafetyHeaders
from agentops_otel.dashboard.safety.origin import OwnOriginOnly
from agentops_otel.dashboard.store.interface import Store

VIEWS = (sessions.router, spans.router)


def create_app(store: Store, *, any_host: bool = False, page: Page | None = None) -> ASGIApp:
    """Assemble the app; the store stays the caller's to close.

    Args:
        store: What keeps and answers.
        any_host: Whether clients may reach the server by any host name, not only loopback names.
        page: The web page; by default the one that the package was installed with.
    """
    app = FastAPI(
        title="agentops_otel dashboard",
        version=version("agentops-otel-sessions"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.store = store
    answer_errors_with_problems(app)
    for view in VIEWS:
        app.include_router(view, prefix="/api/v1")
    app.include_router(health.router)
    app.include_router(reference.router)
    app.router.routes.extend((page or Page()).routes())
    return SafetyHeaders(OwnOriginOnly(EncodedPath(app), any_host=any_host))
