"""Spans that end, and exporters that do not answer at once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Tracer


def end_spans(tracer: Tracer, count: int, **options: Any) -> None:
    for number in range(count):
        tracer.start_span(f"span {number}", **options).end()


class Blocked(SpanExporter):
    """An exporter that waits until released, then returns the given results, then successes."""

    def __init__(self, *answers: SpanExportResult) -> None:
        self.released = threading.Event()
        self.exported: list[ReadableSpan] = []
        self._answers = iter(answers)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.released.wait()
        self.exported.extend(spans)
        return next(self._answers, SpanExportResult.SUCCESS)
