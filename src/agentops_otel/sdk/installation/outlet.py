"""The processor that hands a provider's ended spans to the current pipeline.

A processor cannot be removed from a provider, but `init()` can be called again. So the outlet
stays on the provider, and the pipeline behind it changes.
"""

from __future__ import annotations

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor

from agentops_otel.sdk.export.pipeline import Pipeline
from agentops_otel.sdk.sessions.open_spans import is_inherited


class Outlet(SpanProcessor):
    """Hands every ended span to a pipeline, if there is one.

    Attributes:
        pipeline: Where ended spans go now.
        has_shut_down: Whether the provider was shut down.
    """

    def __init__(self) -> None:
        self.pipeline: Pipeline | None = None
        self.has_shut_down = False

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Do nothing: a span is handed on when it has ended."""

    def on_end(self, span: ReadableSpan) -> None:
        """Hand a span on, unless it was started before a fork: the parent process sends those."""
        if self.pipeline is not None and not is_inherited(span):
            self.pipeline.on_end(span)

    def shutdown(self) -> None:
        """Shut the pipeline down."""
        self.has_shut_down = True
        if self.pipeline is not None:
            self.pipeline.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Flush the pipeline."""
        return self.pipeline is None or self.pipeline.force_flush(timeout_millis)
