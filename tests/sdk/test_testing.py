"""The test helpers for users: captured spans with fixed ids and times, and trees as text."""

from __future__ import annotations

import sys

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans, capture_spans, span_tree

tracer = trace.get_tracer("a user's own")


def record() -> None:
    with agentops.start_session("run") as session:
        session.record_event("asked")
        tracer.start_span("work").end()


def test_ids_and_times_are_the_same_in_every_run() -> None:
    seen: list[list[object]] = []
    for _ in range(2):
        with capture_spans() as captured:
            record()
        seen.append([span.to_json() for span in captured.spans])
    assert seen[0] == seen[1]


def test_timestamps_are_successive_whole_seconds(captured_spans: CapturedSpans) -> None:
    record()
    run, work = captured_spans.spans
    second = 10**9
    assert (run.start_time, run.events[0].timestamp) == (1 * second, 2 * second)
    assert (work.start_time, work.end_time, run.end_time) == (3 * second, 4 * second, 5 * second)
    assert run.context is not None
    assert (run.context.trace_id, run.context.span_id) == (1, 1)


def test_a_tree_may_be_deeper_than_the_recursion_limit(captured_spans: CapturedSpans) -> None:
    depth = 2 * sys.getrecursionlimit()
    open_spans = [tracer.start_span("span")]
    for _ in range(depth - 1):
        below = trace.set_span_in_context(open_spans[-1])
        open_spans.append(tracer.start_span("span", below))
    for span in reversed(open_spans):
        span.end()
    lines = span_tree(captured_spans.spans).splitlines()
    assert lines[1:] == [f"{'  ' * level}span span" for level in range(depth)]


def test_a_parent_must_be_of_the_same_trace() -> None:
    def span(trace_id: int, span_id: int, parent_id: int | None = None) -> ReadableSpan:
        parent = SpanContext(trace_id, parent_id, is_remote=False) if parent_id else None
        return ReadableSpan("span", SpanContext(trace_id, span_id, is_remote=False), parent)

    assert span_tree([span(1, 1), span(2, 2, 1)]) == "\nspan span\nspan span\n"


def test_a_tree_marks_errors_and_shows_the_attributes_asked_for(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.tool(attributes={"index": "web"})
    def search() -> None:
        raise LookupError

    with agentops.start_session("run", tags=["a", "b"]), pytest.raises(LookupError):
        search()
    assert (
        span_tree(captured_spans.spans, "index", "agentops.session.tags")
        == """
session run agentops.session.tags=a,b
  tool search index=web agentops.session.tags=a,b (error)
"""
    )


def test_a_tree_of_no_spans_is_a_line_break() -> None:
    assert span_tree([]) == "\n"


def test_a_span_without_its_parent_is_not_indented(captured_spans: CapturedSpans) -> None:
    record()
    assert span_tree(captured_spans.spans[1:]) == "\nspan work\n"


def test_only_what_starts_and_ends_in_the_block_is_captured() -> None:
    with capture_spans() as first:
        span = tracer.start_span("too long")
    with capture_spans() as second:
        span.end()
        tracer.start_span("in time").end()
    assert [len(first.spans), len(second.spans)] == [0, 1]


def test_captured_spans_can_be_forgotten(captured_spans: CapturedSpans) -> None:
    record()
    captured_spans.clear()
    tracer.start_span("after").end()
    assert span_tree(captured_spans.spans) == "\nspan after\n"


def test_sessions_that_are_left_open_end_with_the_block() -> None:
    with capture_spans() as captured:
        session = agentops.start_session("left open")
    assert session.state == "unfinished"
    assert span_tree(captured.spans) == "\nsession left open\n"


def test_a_capture_is_outside_the_session_around_it() -> None:
    with agentops.start_session("around") as around:
        with capture_spans() as captured:
            assert agentops.current_session() is None
            record()
        assert agentops.current_session() is around
    assert span_tree(captured.spans) == "\nsession run\n  span work\n"


def test_captures_can_be_nested() -> None:
    with capture_spans() as outer:
        record()
        with capture_spans() as inner:
            record()
    assert [len(outer.spans), len(inner.spans)] == [4, 2]


def test_init_in_the_block_sends_nothing_and_is_undone_after_it() -> None:
    elsewhere = InMemorySpanExporter()
    for _ in range(2):
        with capture_spans() as captured:
            automatic = agentops.init(
                tags=["nightly"], span_exporter=elsewhere, session_name="program"
            )
            assert agentops.current_session() is automatic
            agentops.task(record)()
            assert agentops.flush()
        assert (
            span_tree(captured.spans, "agentops.session.tags")
            == """
session program agentops.session.tags=nightly
  task record agentops.session.tags=nightly
    session run agentops.session.tags=nightly
      span work agentops.session.tags=nightly
"""
        )
        assert agentops.current_session() is None
    assert agentops.flush()
    assert elsewhere.get_finished_spans() == ()


def test_what_was_set_up_before_the_block_continues_after_it() -> None:
    exporter = InMemorySpanExporter()
    automatic = agentops.init(tags=["mine"], span_exporter=exporter, session_name="program")
    with capture_spans():
        agentops.init(tags=["other"], endpoint="http://localhost:1")
        record()
        assert agentops.shutdown()
    assert agentops.current_session() is automatic
    with agentops.start_session("after") as session:
        assert session.tags == ("mine",)
    again = agentops.init(tags=["mine"], span_exporter=exporter, session_name="program")
    assert again is automatic
    assert agentops.shutdown()
    assert [span.name for span in exporter.get_finished_spans()] == ["after", "program"]


def test_a_nested_capture_does_not_affect_the_outer_one() -> None:
    with capture_spans() as outer:
        with agentops.start_session("outer"):
            with capture_spans() as inner, agentops.start_session("inner"):
                tracer.start_span("work").end()
            tracer.start_span("more").end()
        with agentops.start_session("last") as last:
            pass
    assert last.id == "3"
    assert span_tree(inner.spans) == "\nsession inner\n  span work\n"
    assert (
        span_tree(outer.spans, "session.id")
        == """
session outer session.id=1
  span more session.id=1
session inner session.id=2
  span work session.id=2
session last session.id=3
"""
    )
