"""A program that runs many sessions; its arguments are two counts: of first and further ones.

It prints the number of objects and the MiB of memory that the further ones leave behind.
"""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

import agentops_otel as agentops


class Sink(SpanExporter):
    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return SpanExportResult.SUCCESS


agentops.init(span_exporter=Sink(), auto_start_session=False)
tracer = trace.get_tracer("t")
kept_open = tracer.start_span("open all the time")


def run(count: int) -> None:
    for number in range(count):
        session = agentops.start_session(f"run {number}", tags=[f"tag {number}"])
        with tracer.start_as_current_span("work"):
            session.add_tags("late")
            session.record_event("event")
        tracer.start_span("never ended")
        session.end()
        if number % 500 == 0:
            agentops.flush()  # The size of the queue is bounded, but varies.
    agentops.flush()
    gc.collect()


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


first, further = map(int, sys.argv[1:])
run(first)
objects, memory = len(gc.get_objects()), resident()
run(further)
print(len(gc.get_objects()) - objects, resident() - memory)
