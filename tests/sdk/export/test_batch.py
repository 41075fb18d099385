"""What is sent in one request, and what is left out of it."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import Span, TracerProvider
from opentelemetry.trace import Link, SpanContext, Status, StatusCode

from agentops_otel.sdk.export.batch import cut_by_size, estimated_size
from agentops_otel.sdk.export.ledger import Counts
from tests.receiver import Receiver
from tests.sdk.export.ending import end_spans

MIB = 1024 * 1024


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
