"""Pipelines that are shut down after their test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter
from opentelemetry.trace import Tracer

from agentops_otel.sdk.export.exporter import create_exporter
from agentops_otel.sdk.export.pipeline import Pipeline
from agentops_otel.sdk.settings.config import Batching, configure


@pytest.fixture
def open_pipelines() -> Iterator[list[Pipeline]]:
    pipelines: list[Pipeline] = []
    yield pipelines
    for pipeline in pipelines:
        pipeline.shutdown_within(0.0)


@pytest.fixture
def piped(open_pipelines: list[Pipeline]) -> Any:
    """Return a function that makes a pipeline to an endpoint or exporter, and a tracer for it."""

    def make(
        target: str | SpanExporter, batching: Batching | None = None, **options: Any
    ) -> tuple[Pipeline, Tracer]:
        exporter = (
            create_exporter(configure(endpoint=target)) if isinstance(target, str) else target
        )
        assert exporter is not None
        pipeline = Pipeline(exporter, batching, **options)
        open_pipelines.append(pipeline)
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(pipeline)
        return pipeline, provider.get_tracer("test")

    return make
