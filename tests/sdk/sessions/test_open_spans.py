"""What is remembered of open spans, and for how long."""

from __future__ import annotations

from opentelemetry import trace

import agentops_otel as agentops
from agentops_otel.sdk.sessions import open_spans
from agentops_otel.testing import CapturedSpans

tracer = trace.get_tracer("a user's own")


def test_spans_that_nobody_ends_are_forgotten(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run"):
        for _ in range(5000):
            tracer.start_span("never ended")
    assert len(open_spans._entries) < 1000
