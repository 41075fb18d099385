"""`/metrics`: metrics of the server itself, for Prometheus."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agentops_otel.dashboard.internal_telemetry.methods import KNOWN_METHODS
from agentops_otel.dashboard.model import Written
from agentops_otel.dashboard.store.interface import Store

_CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

# The area of a request, by the prefix of its path.
_AREAS: Final = {"/v1/": "otlp", "/api/": "api", "/assets/": "page"}


class Metrics:
    """Counts what one server does."""

    def __init__(self, store: Store) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_StoreCollector(store))
        ProcessCollector(registry=self._registry)
        self._records = Counter(
            "agentops_records",
            "Spans and log records that were written, by what they were to the store.",
            ["outcome"],
            registry=self._registry,
        )
        self._writes = Histogram(
            "agentops_write_seconds",
            "Time of a transaction, until it was on disk.",
            registry=self._registry,
        )
        self.requests = Histogram(
            "agentops_request_seconds",
            "Time of a request until its answer began.",
            ["area", "method", "status"],
            registry=self._registry,
        )

    def counted(
        self, write: Callable[[Sequence[Any]], Written]
    ) -> Callable[[Sequence[Any]], Written]:
        """Return a function that calls `write` and counts the records written."""

        def write_and_count(batches: Sequence[Any]) -> Written:
            with self._writes.time():
                written = write(batches)
            for outcome in ("new", "duplicate", "replaced"):
                self._records.labels(outcome).inc(getattr(written, outcome))
            return written

        return write_and_count

    def routes(self) -> list[BaseRoute]:
        """Return the route that serves the metrics."""
        return [Route("/metrics", self._show)]

    async def _show(self, _request: Request) -> Response:
        text = await run_in_threadpool(generate_latest, self._registry)
        return Response(text, media_type=_CONTENT_TYPE)


@dataclass(frozen=True)
class CountedRequests:
    """ASGI middleware that counts requests and measures their time."""

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the app."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                seconds = time.perf_counter() - start
                method = scope["method"] if scope["method"] in KNOWN_METHODS else "other"
                labels = (_area(scope["path"]), method, message["status"])
                self.metrics.requests.labels(*labels).observe(seconds)
            await send(message)

        await self.app(scope, receive, send_and_count)


def _area(path: str) -> str:
    return next((area for start, area in _AREAS.items() if path.startswith(start)), "other")


@dataclass(frozen=True)
class _StoreCollector(Collector):
    """Reads the size of the store on every scrape."""

    store: Store

    def collect(self) -> Iterator[Metric]:
        description = self.store.describe()
        yield GaugeMetricFamily("agentops_sessions", "Sessions in the store.", description.sessions)
        yield GaugeMetricFamily("agentops_spans", "Spans in the store.", description.spans)
        yield GaugeMetricFamily(
            "agentops_store_bytes", "Size of the store.", description.bytes_used
        )

    def describe(self) -> Iterator[Metric]:
        """Describe nothing: reading the store here would slow down the start."""
        return iter(())
