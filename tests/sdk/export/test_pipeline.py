"""The pipeline: bounded, exactly counted and truthful, whatever the receiver does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import ReadableSpan, Span, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import Link, SpanContext, Status, StatusCode, Tracer

from agentops_otel.sdk.export.batch import cut_by_size, estimated_size
from agentops_otel.sdk.export.exporter import create_exporter
from agentops_otel.sdk.export.ledger import RESERVE, Counts
from agentops_otel.sdk.export.pipeline import Pipeline
from agentops_otel.sdk.settings.config import Batching, configure
from agentops_otel.semconv import SESSION_ID, SPAN_KIND
from tests.receiver import FAULTS, Fault, Receiver, RefusingPort

MIB = 1024 * 1024


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


def test_a_refused_connection_does_not_delay_the_shutdown(piped: Any) -> None:
    with RefusingPort() as port:
        pipeline, tracer = piped(port.endpoint)
        end_spans(tracer, 600)
        assert pipeline.flush(1.2) is False
        began = time.monotonic()
        assert pipeline.shutdown_within(60.0) is False
        # It takes a few seconds on the slowest machine; the deadline allows 60 s.
        assert time.monotonic() - began < 30.0


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


def test_a_batch_is_split_into_requests_that_every_receiver_accepts(piped: Any) -> None:
    with Receiver() as receiver:
        pipeline, tracer = piped(receiver.endpoint)
        for number in range(20):
            tracer.start_span(f"{number}", attributes={"prompt": "x" * MIB}).end()
        tracer.start_span("huge", attributes={"prompt": "x" * 5 * MIB}).end()
        end_spans(tracer, 1)
        assert pipeline.flush(20) is True
        assert len(receiver.spans) == 22
        sizes = [request.size for request in receiver.requests]
        assert all(size < 3 * MIB + 1000 for size in sizes if size < 5 * MIB)
        assert len(sizes) == 12


def test_losing_a_part_of_a_batch_does_not_lose_the_whole_batch(piped: Any) -> None:
    with Receiver() as receiver:
        pipeline, tracer = piped(receiver.endpoint)
        original = receiver.receive

        def receive(*arguments: Any) -> Any:
            answer = original(*arguments)
            receiver.order("unauthorised")
            return answer

        receiver.receive = receive  # type: ignore[method-assign, assignment]
        for _ in range(4):
            tracer.start_span("a", attributes={"prompt": "x" * MIB}).end()
        assert pipeline.flush(10) is False
        assert pipeline.counts == Counts(ended=4, exported=2, failed=2, dropped=0)


def test_a_span_that_otlp_cannot_carry_loses_no_other_span(piped: Any) -> None:
    with Receiver() as receiver:
        pipeline, tracer = piped(receiver.endpoint)
        for name in ("a", "b", "c"):
            tracer.start_span(name).end()
        tracer.start_span("no time", start_time="yesterday").end()
        tracer.start_span(5).end()
        tracer.start_span("d").end()
        assert pipeline.flush(10) is False
        assert receiver.span_names == ["a", "b", "c", "5", "d"]
        assert len(receiver.requests) == 1
        assert pipeline.counts == Counts(ended=6, exported=5, failed=1, dropped=0)


def test_a_span_with_text_that_is_not_utf_8_is_sent_with_the_rest_of_the_text(piped: Any) -> None:
    with Receiver() as receiver:
        pipeline, tracer = piped(receiver.endpoint)
        tracer.start_span("good").end()
        span = tracer.start_span("cut \ud83d", attributes={"kept": True})
        span.add_event("cut \ud83d", {"kept": True})
        span.set_status(Status(StatusCode.ERROR, "cut \ud83d"))
        span.end()
        assert pipeline.flush(10)
        good, repaired = receiver.spans
    assert (good.name, repaired.name) == ("good", "cut \ufffd")
    assert (repaired.status, repaired.status_message) == ("error", "cut \ufffd")
    assert [(event.name, event.attributes) for event in repaired.events] == [
        ("cut \ufffd", {"kept": True})
    ]
    assert repaired.attributes == {"kept": True}


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"a": 1, "b": 2.5, "c": True},
        {"text": "x" * 10_000},
        {"text": "日本" * 5_000},
        {f"key {n}": "value" * 10 for n in range(100)},
        {"list": ["word"] * 1000},
        {"bytes": b"x" * 10_000},
    ],
    ids=["none", "numbers", "ascii", "cjk", "many", "list", "bytes"],
)
def test_the_estimated_size_is_close_to_the_real_one(attributes: Any) -> None:
    tracer = TracerProvider(shutdown_on_exit=False).get_tracer("test")
    links = [Link(SpanContext(1, 2, is_remote=True), {"why": "because"})]
    span = tracer.start_span("name", attributes=attributes, links=links)
    span.add_event("event", {"a": "b"})
    span.end()
    assert isinstance(span, Span)
    group = encode_spans([span]).resource_spans[0].scope_spans[0]
    real = group.ByteSize() - group.scope.ByteSize()
    assert 0.97 * real <= estimated_size(span) <= 1.2 * real + 60


def test_splitting_keeps_every_span_in_order() -> None:
    tracer = TracerProvider(shutdown_on_exit=False).get_tracer("test")
    spans: list[Any] = []
    for size in (10, 900, 10, 2000, 10):
        span = tracer.start_span("a", attributes={"x": "x" * size})
        span.end()
        spans.append(span)
    parts = list(cut_by_size(spans, limit=1000))
    assert [span for part in parts for span in part] == spans
    assert [len(part) for part in parts] == [1, 1, 1, 1, 1]
    assert list(cut_by_size([])) == []


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
