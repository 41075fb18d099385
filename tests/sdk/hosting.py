"""A program with a tracer provider and an exporter of its own, which `init()` joins."""

from __future__ import annotations

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agentops_otel.testing import span_tree


class Host:
    """A program with a tracer provider and an exporter of its own."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(
            resource=Resource({"service.name": "host"}), shutdown_on_exit=False
        )
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracer = self.provider.get_tracer("host")

    @property
    def names(self) -> list[str]:
        """The names of the spans that have ended, in that order."""
        return [span.name for span in self.exporter.get_finished_spans()]

    def tree(self, *attributes: str) -> str:
        return span_tree(self.exporter.get_finished_spans(), *attributes)
