"""Assembles the dashboard: receiver, API and page over one store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

from fastapi import Depends, FastAPI
from opentelemetry.trace import Tracer
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Lifespan

from agentops_otel.dashboard.api import (
    analytics,
    compare,
    events,
    facets,
    failures,
    find,
    health,
    operations,
    reference,
    sessions,
    spans,
    stream,
    transcript,
    transfer,
    views,
)
from agentops_otel.dashboard.api.description import PROBLEMS, DescribedAPI
from agentops_otel.dashboard.api.errors import answer_errors_with_problems
from agentops_otel.dashboard.api.parameters import refuse_repeated
from agentops_otel.dashboard.distribution import installed_version
from agentops_otel.dashboard.http.paths import EncodedPath, HeadAsGet
from agentops_otel.dashboard.internal_telemetry.metrics import CountedRequests, Metrics
from agentops_otel.dashboard.internal_telemetry.traces import TracedRequests
from agentops_otel.dashboard.page import Page
from agentops_otel.dashboard.reception import GrpcAddress, Reception
from agentops_otel.dashboard.safety.access import KeyRequired
from agentops_otel.dashboard.safety.body import BoundedBody
from agentops_otel.dashboard.safety.crowd import BoundedCrowd
from agentops_otel.dashboard.safety.headers import SafetyHeaders
from agentops_otel.dashboard.safety.keys import KeyRing
from agentops_otel.dashboard.safety.login import Login
from agentops_otel.dashboard.safety.origin import OwnOriginOnly
from agentops_otel.dashboard.safety.waiting import MAX_SECONDS, BoundedWaiting
from agentops_otel.dashboard.safety.whole_sessions import FewWholeSessions
from agentops_otel.dashboard.server import STOPPING
from agentops_otel.dashboard.store.interface import Store
from agentops_otel.dashboard.store.questions import Retention
from agentops_otel.dashboard.upkeep import keep_within

_API: Final = (
    sessions,
    spans,
    failures,
    events,
    operations,
    transcript,
    find,
    facets,
    analytics,
    compare,
    views,
    transfer,
    stream,
)

KEEP_EVERYTHING: Final = Retention()


def create_app(
    store: Store,
    *,
    needs_key: bool = False,
    page: Page | None = None,
    retention: Retention = KEEP_EVERYTHING,
    grpc_address: GrpcAddress | None = None,
    query_timeout: float | None = MAX_SECONDS,
    tracer: Tracer | None = None,
) -> ASGIApp:
    """Assemble the app. The caller still owns the store and closes it.

    Args:
        store: Where sessions are kept and looked up.
        needs_key: Whether every request needs a key, as it must if the server listens beyond this
            machine or behind a proxy. Without keys, clients may reach the server by loopback names
            only.
        page: The web page; by default the one installed with the package.
        retention: Which sessions to remove automatically.
        grpc_address: Where to receive OTLP over gRPC, which needs the extra `grpc`; None turns it
            off.
        query_timeout: Seconds that the store gets to answer a request that only reads; None for no
            limit.
        tracer: Creates a span for each API request; None creates none.
    """
    metrics = Metrics(store)
    keys = KeyRing(store)
    reception = Reception(
        store.prepare,
        metrics.counted(store.write_prepared),
        grpc_address=grpc_address,
        may_send=keys.may_send if needs_key else lambda _authorization: True,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, asyncio.Event]]:
        with reception.running():
            upkeep = asyncio.create_task(keep_within(store, retention))
            yield {STOPPING: asyncio.Event()}
            upkeep.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await upkeep

    app = _described_api(store, lifespan)
    app.include_router(reception.router())
    app.router.routes.extend(metrics.routes())
    login = Login(store)
    if needs_key:
        app.router.routes.extend(login.routes())
    shown = page or Page()
    app.router.routes.extend(shown.routes())
    app.router.default = shown.document

    routed = FewWholeSessions(BoundedWaiting(HeadAsGet(app), query_timeout), store)
    traced = routed if tracer is None else TracedRequests(routed, tracer)
    guarded: ASGIApp = BoundedBody(traced)
    if needs_key:
        # Compression costs more than it saves on answers that do not leave the machine.
        guarded = KeyRequired(GZipMiddleware(guarded, compresslevel=4), keys, login)
    own_only = OwnOriginOnly(EncodedPath(guarded), any_host=needs_key)
    bounded = BoundedCrowd(own_only)
    return CountedRequests(SafetyHeaders(bounded, has_forms=needs_key), metrics)


def _described_api(store: Store, lifespan: Lifespan[FastAPI]) -> FastAPI:
    """Return an app that has the API, its description and its health checks, and nothing else."""
    app = DescribedAPI(
        title="agentops_otel dashboard",
        version=installed_version(),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.store = store
    app.state.streams = 0
    answer_errors_with_problems(app)
    for part in _API:
        app.include_router(
            part.router,
            prefix="/api/v1",
            responses=PROBLEMS,
            dependencies=[Depends(refuse_repeated)],
        )
    app.include_router(health.router, responses=PROBLEMS)
    app.include_router(reference.router)
    return app
