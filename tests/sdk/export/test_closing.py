"""Shutting a pipeline down: within its deadline, and with the true outcome."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agentops_otel.sdk.export.ledger import Counts
from agentops_otel.sdk.export.pipeline import Pipeline
from tests.receiver import Receiver, RefusingPort
from tests.sdk.export.ending import Blocked, end_spans


def test_a_refused_connection_does_not_delay_the_shutdown(piped: Any) -> None:
    with RefusingPort() as port:
        pipeline, tracer = piped(port.endpoint)
        end_spans(tracer, 600)
        assert pipeline.flush(1.2) is False
        began = time.monotonic()
        assert pipeline.shutdown_within(60.0) is False
        # It takes a few seconds on the slowest machine; the deadline allows 60 s.
        assert time.monotonic() - began < 30.0


class Failing(SpanExporter):
    """An exporter that fails, and takes a moment to shut down."""

    is_shut_down = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return SpanExportResult.FAILURE

    def shutdown(self) -> None:
        time.sleep(0.2)
        self.is_shut_down = True


def test_an_exporter_that_fails_is_shut_down_too(piped: Any) -> None:
    exporter = Failing()
    pipeline, tracer = piped(exporter)
    end_spans(tracer, 1)
    assert not pipeline.shutdown_within(5)
    assert exporter.is_shut_down


def test_a_hanging_exporter_blocks_neither_flush_nor_shutdown(piped: Any) -> None:
    exporter = Blocked()
    pipeline, tracer = piped(exporter)
    end_spans(tracer, 1)
    assert pipeline.flush(0.2) is False
    assert pipeline.shutdown_within(0.2) is False
    assert exporter.exported == []
    exporter.released.set()


def test_concurrent_shutdowns_get_the_same_answer(piped: Any) -> None:
    exporter = Blocked(SpanExportResult.FAILURE)
    pipeline, tracer = piped(exporter)
    end_spans(tracer, 1)
    answers: list[bool] = []
    threads = [
        threading.Thread(target=lambda: answers.append(pipeline.shutdown_within(10)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    exporter.released.set()
    for thread in threads:
        thread.join()
    assert answers == [False] * 4


def test_a_flush_fails_if_the_exporters_own_flush_fails(piped: Any) -> None:
    class HoldingBack(InMemorySpanExporter):
        def force_flush(self, timeout_millis: int = 30_000) -> bool:
            return False

    pipeline, _ = piped(HoldingBack())
    assert pipeline.flush(5) is False


def test_a_span_that_ends_while_the_pipeline_closes_is_sent_too(piped: Any) -> None:
    class EndingOneMore(InMemorySpanExporter):
        def force_flush(self, timeout_millis: int = 30_000) -> bool:
            end_spans(tracer, 1)
            return True

    exporter = EndingOneMore()
    pipeline, tracer = piped(exporter)
    end_spans(tracer, 1)
    assert pipeline.shutdown_within(5) is True
    assert len(exporter.get_finished_spans()) == 2
    assert pipeline.counts == Counts(ended=2, exported=2, failed=0, dropped=0)


def test_after_shutdown_spans_are_counted_as_dropped(
    piped: Any, caplog: pytest.LogCaptureFixture
) -> None:
    exporter = InMemorySpanExporter()
    pipeline, tracer = piped(exporter)
    end_spans(tracer, 2)
    assert pipeline.shutdown_within(5) is True
    assert pipeline.shutdown_within(5) is True
    end_spans(tracer, 3)
    assert pipeline.counts == Counts(ended=5, exported=2, failed=0, dropped=3)
    assert pipeline.flush(5) is False
    assert "they ended after shutdown" in caplog.text


def test_a_shutdown_with_lost_spans_returns_false_every_time(piped: Any) -> None:
    with Receiver("unauthorised") as receiver:
        pipeline, tracer = piped(receiver.endpoint)
        end_spans(tracer, 1)
        assert pipeline.shutdown_within(5) is False
        assert pipeline.shutdown_within(5) is False


def test_the_providers_flush_and_shutdown_reach_the_pipeline(
    open_pipelines: list[Pipeline],
) -> None:
    exporter = InMemorySpanExporter()
    pipeline = Pipeline(exporter)
    open_pipelines.append(pipeline)
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(pipeline)
    end_spans(provider.get_tracer("test"), 1)
    assert provider.force_flush(5000) is True
    assert len(exporter.get_finished_spans()) == 1
    provider.shutdown()
    assert exporter._stopped
