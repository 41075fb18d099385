"""The pipeline: bounded, exactly counted and truthful, whatever the receiver does."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import Status, StatusCode, Tracer

from agentops_otel.sdk.export.ledger import RESERVE, Counts
from agentops_otel.sdk.export.pipeline import Pipeline
from agentops_otel.sdk.settings.config import Batching
from agentops_otel.semconv import SESSION_ID, SPAN_KIND
from tests.receiver import FAULTS, Fault, Receiver
from tests.sdk.export.ending import Blocked, end_spans


def test_everything_that_ended_is_accepted_after_a_flush(piped: Any) -> None:
    with Receiver() as receiver:
        pipeline, tracer = piped(receiver.endpoint)
        end_spans(tracer, 1500)
        assert pipeline.flush(10) is True
        assert receiver.span_names == [f"span {n}" for n in range(1500)]
        assert pipeline.counts == Counts(ended=1500, exported=1500, failed=0, dropped=0)
        assert pipeline.flush(10) is True


def test_spans_are_sent_without_a_flush(piped: Any) -> None:
    with Receiver() as receiver:
        _, tracer = piped(receiver.endpoint, Batching(schedule_delay_millis=50))
        end_spans(tracer, 1)
        receiver.wait_for_spans(1)


@pytest.mark.parametrize("fault", [*FAULTS.values()], ids=[*FAULTS])
def test_flush_and_shutdown_keep_their_deadlines_and_tell_the_truth(
    fault: Fault, piped: Any
) -> None:
    with Receiver(fault) as receiver:
        pipeline, tracer = piped(receiver.endpoint)
        end_spans(tracer, 600)
        flushed = pipeline.flush(1.0)
        if fault.hangs:
            # The flush returns before the request times out.
            assert pipeline.counts.failed == 0
        end_spans(tracer, 5)
        closed = pipeline.shutdown_within(1.0)
        is_only_slow = fault.delay > 0
        assert (flushed, closed) == (is_only_slow, is_only_slow)
        assert pipeline.counts.exported == (0 if fault.closes else len(receiver.spans))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("unauthorised", "600 span(s) lost: {endpoint}/v1/traces answered 401 Unauthorized"),
        ("reject", "1 span(s) lost: {endpoint}/v1/traces rejected part of what"),
    ],
)
def test_each_kind_of_trouble_logs_one_warning_with_a_count(
    fault: str, says: str, piped: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with Receiver(fault) as receiver:
        # So long a delay that even on a slow machine no batch is sent before it is full.
        batching = Batching(max_export_batch_size=600, schedule_delay_millis=60_000)
        pipeline, tracer = piped(receiver.endpoint, batching)
        for _ in range(3):
            end_spans(tracer, 600)
            assert pipeline.flush(5) is False
        assert pipeline.shutdown_within(5) is True
    ours = [record.getMessage() for record in caplog.records if record.name == "agentops_otel"]
    assert len(ours) == 2
    assert ours[0].startswith(says.format(endpoint=receiver.endpoint))
    lost = pipeline.counts.lost
    assert ours[1].startswith(f"{lost} of 1800 spans did not reach the receiver: ")


def test_a_full_queue_is_reported_as_the_cause_of_lost_spans(
    piped: Any, caplog: pytest.LogCaptureFixture
) -> None:
    exporter = Blocked()
    pipeline, tracer = piped(exporter, Batching(max_queue_size=10, max_export_batch_size=10))
    end_spans(tracer, 50)
    exporter.released.set()
    assert pipeline.flush(5) is False
    assert pipeline.shutdown_within(5) is True
    told = [record.getMessage() for record in caplog.records if record.name == "agentops_otel"]
    assert told == [
        (
            "1 span(s) lost: more than 10 were waiting to be sent. "
            "Further losses of this kind are only counted"
        ),
        "40 of 50 spans did not reach the receiver: more than 10 were waiting to be sent",
    ]


def test_a_loss_before_the_previous_flush_does_not_fail_the_next_flush(piped: Any) -> None:
    with Receiver("unauthorised") as receiver:
        pipeline, tracer = piped(receiver.endpoint)
        end_spans(tracer, 2)
        assert pipeline.flush(5) is False
        receiver.order(None)
        end_spans(tracer, 3)
        assert pipeline.flush(5) is True
        assert pipeline.counts == Counts(ended=5, exported=3, failed=2, dropped=0)


def test_a_loss_found_after_a_flush_does_not_fail_the_next_flush(piped: Any) -> None:
    exporter = Blocked(SpanExportResult.FAILURE, SpanExportResult.SUCCESS)
    pipeline, tracer = piped(exporter)
    end_spans(tracer, 2)
    assert pipeline.flush(0.1) is False
    end_spans(tracer, 3)
    exporter.released.set()
    assert pipeline.flush(5) is True
    assert pipeline.counts == Counts(ended=5, exported=3, failed=2, dropped=0)


def test_several_threads_can_flush_at_once(piped: Any) -> None:
    with Receiver("slow") as receiver:
        pipeline, tracer = piped(receiver.endpoint)
        end_spans(tracer, 10)
        answers: list[bool] = []
        threads = [
            threading.Thread(target=lambda: answers.append(pipeline.flush(10))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [True] * 4
        assert len(receiver.spans) == 10


class Endless(SpanExporter):
    """An exporter that ends a new span for each one it exports, until stopped."""

    def __init__(self) -> None:
        self.tracer: Tracer | None = None
        self.is_stopped = threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        time.sleep(0.001)
        if self.tracer is not None and not self.is_stopped.is_set():
            end_spans(self.tracer, len(spans))
        return SpanExportResult.SUCCESS


def test_a_flush_waits_for_nothing_that_ends_after_it_was_called(piped: Any) -> None:
    exporter = Endless()
    pipeline, exporter.tracer = piped(exporter, Batching(max_export_batch_size=8))
    try:
        end_spans(exporter.tracer, 64)
        began = time.monotonic()
        assert [pipeline.flush(20), pipeline.flush(20)] == [True, True]
        assert time.monotonic() - began < 10
    finally:
        exporter.is_stopped.set()
    assert pipeline.shutdown_within(20)


def test_a_full_queue_drops_ordinary_spans_before_session_spans_and_errors(piped: Any) -> None:
    exporter = Blocked()
    pipeline, tracer = piped(exporter, Batching(max_queue_size=10, max_export_batch_size=10))
    end_spans(tracer, 15)
    assert pipeline.counts == Counts(ended=15, exported=0, failed=0, dropped=5)
    for _ in range(RESERVE // 2 + 10):
        failed = tracer.start_span("failed")
        failed.set_status(Status(StatusCode.ERROR))
        failed.end()
        tracer.start_span("session", attributes={SPAN_KIND: "session"}).end()
    assert pipeline.counts.dropped == 5 + 20
    exporter.released.set()
    assert pipeline.flush(10) is False
    names = [span.name for span in exporter.exported]
    assert names[:10] == [f"span {n}" for n in range(10)]
    assert len(names) == 10 + RESERVE
    assert pipeline.counts.ended == pipeline.counts.exported + pipeline.counts.dropped
    end_spans(tracer, 1)
    assert pipeline.flush(10) is True


def test_counts_are_exact_under_many_threads(piped: Any) -> None:
    with Receiver("slow") as receiver:
        pipeline, tracer = piped(receiver.endpoint, Batching(100, 50))
        threads = [threading.Thread(target=end_spans, args=(tracer, 2000)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        pipeline.flush(10)
        counts = pipeline.counts
        assert counts.ended == 8000
        assert counts.exported == len(receiver.spans)
        assert counts.exported + counts.dropped == 8000


def test_spans_that_are_not_sampled_are_not_counted(open_pipelines: list[Pipeline]) -> None:
    pipeline = Pipeline(InMemorySpanExporter())
    open_pipelines.append(pipeline)
    provider = TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False)
    provider.add_span_processor(pipeline)
    end_spans(provider.get_tracer("test"), 3)
    assert pipeline.counts.ended == 0


def test_only_spans_of_sessions_are_exported_on_request(piped: Any) -> None:
    exporter = InMemorySpanExporter()
    pipeline, tracer = piped(exporter, only_sessions=True)
    tracer.start_span("outside").end()
    tracer.start_span("inside", attributes={SESSION_ID: "s"}).end()
    assert pipeline.flush(5)
    assert [span.name for span in exporter.get_finished_spans()] == ["inside"]
    assert pipeline.counts.ended == 1
