"""A program with its own tracer provider and exporter, which `init()` joins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agentops_otel.testing import span_tree


class Host:
    """A program with its own tracer provider and exporter."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(
            resource=Resource({"service.name": "host"}), shutdown_on_exit=False
        )
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracer = self.provider.get_tracer("host")

    @property
    def names(self) -> list[str]:
        """The names of the ended spans, in the order in which they ended."""
        return [span.name for span in self.exporter.get_finished_spans()]

    def tree(self, *attributes: str) -> str:
        return span_tree(self.exporter.get_finished_spans(), *attributes)


@dataclass
class WrappingProvider(trace.TracerProvider):
    """A tracer provider that wraps another one and its spans, as Logfire's does.

    It has no hash, being a dataclass.
    """

    provider: TracerProvider

    def get_tracer(self, *args: Any, **kwargs: Any) -> trace.Tracer:
        return WrappingTracer(self.provider.get_tracer(*args, **kwargs))

    def add_span_processor(self, processor: SpanProcessor) -> None:
        self.provider.add_span_processor(processor)


class WrappingTracer(trace.Tracer):
    def __init__(self, tracer: trace.Tracer) -> None:
        self._tracer = tracer

    def start_span(self, *args: Any, **kwargs: Any) -> trace.Span:
        span: trace.Span = WrappingSpan(self._tracer.start_span(*args, **kwargs))
        return span

    def start_as_current_span(self, *args: Any, **kwargs: Any) -> Any:
        return trace.use_span(self.start_span(*args, **kwargs), end_on_exit=True)


class _Wrapping:
    def __init__(self, span: trace.Span) -> None:
        self.span = span


def _forwarding(name: str) -> Callable[..., Any]:
    return lambda wrapping, *args, **kwargs: getattr(wrapping.span, name)(*args, **kwargs)


WrappingSpan: Any = type(
    "WrappingSpan",
    (_Wrapping, trace.Span),
    {name: _forwarding(name) for name in trace.Span.__abstractmethods__},
)
