"""Which session a span belongs to, whatever context it starts in."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest
from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans, span_tree
from tests.sdk.hosting import Host

tracer = trace.get_tracer("a user's own")

REMOTE = SpanContext(0xA, 0xB, is_remote=True, trace_flags=TraceFlags(1))


def only(span: trace.Span) -> Context:
    """Return a context that holds a span and nothing else."""
    return trace.set_span_in_context(span, Context())


def test_a_child_finds_its_session_by_its_parent_alone(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run", tags=["a"], attributes={"user.id": "u1"}):
        parent = tracer.start_span("parent")
    tracer.start_span("child", only(parent)).end()
    parent.end()
    shown = ("session.id", "agentops.session.tags", "user.id")
    assert (
        span_tree(captured_spans.spans, *shown)
        == """
session run session.id=1 agentops.session.tags=a user.id=u1
  span parent session.id=1 agentops.session.tags=a user.id=u1
    span child session.id=1 agentops.session.tags=a user.id=u1
"""
    )


def test_a_child_finds_its_session_by_its_parents_id_alone(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run"):
        parent = tracer.start_span("parent")
    copy = NonRecordingSpan(parent.get_span_context())
    tracer.start_span("child", only(copy)).end()
    parent.end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session run session.id=1
  span parent session.id=1
    span child session.id=1
"""
    )


@pytest.mark.parametrize("is_copied", [False, True])
def test_a_child_of_an_ended_session_span_belongs_to_it(
    captured_spans: CapturedSpans, *, is_copied: bool
) -> None:
    session = agentops.start_session("run", tags=["a"])
    session.end()
    parent = NonRecordingSpan(session.span.get_span_context()) if is_copied else session.span
    with agentops.start_session("another"):
        context_of_parent = only(parent)
    tracer.start_span("late", context_of_parent).end()
    assert (
        span_tree(captured_spans.spans, "session.id", "agentops.session.tags")
        == """
session run session.id=1 agentops.session.tags=a
  span late session.id=1 agentops.session.tags=a
session another session.id=2
"""
    )


def test_a_child_of_an_ended_span_belongs_to_its_session(captured_spans: CapturedSpans) -> None:
    session = agentops.start_session("run", tags=["a"], attributes={"user.id": "u1"})
    parent = tracer.start_span("parent")
    parent.end()
    session.end()
    tracer.start_span("late", only(parent)).end()
    assert (
        span_tree(captured_spans.spans, "session.id", "user.id")
        == """
session run session.id=1 user.id=u1
  span parent session.id=1 user.id=u1
    span late session.id=1 user.id=u1
"""
    )
    assert session.event_count == 2


def test_a_session_that_is_forgotten_is_found_on_the_parent_span(
    captured_spans: CapturedSpans,
) -> None:
    with agentops.start_session("run", tags=["a", "b"]):
        parent = tracer.start_span("parent")
    parent.end()
    gc.collect()
    tracer.start_span("late", only(parent)).end()
    late = captured_spans.spans[-1]
    assert late.attributes == {
        "session.id": "1",
        "agentops.session.name": "run",
        "agentops.session.tags": ("a", "b"),
    }


def test_a_thread_that_outlives_its_session_stays_in_it(host: Host) -> None:
    has_ended = threading.Event()

    @agentops.task
    def look() -> None:
        host.tracer.start_span("inner").end()

    def watch() -> None:
        look()
        has_ended.wait()
        look()
        look()

    agentops.init(tracer_provider=host.provider, auto_start_session=False)
    with agentops.start_session("run"):
        thread = threading.Thread(target=watch)
        thread.start()
    has_ended.set()
    thread.join()
    assert (
        host.tree("agentops.session.name")
        == """
session run agentops.session.name=run
  task look agentops.session.name=run
    span inner agentops.session.name=run
  task look agentops.session.name=run
    span inner agentops.session.name=run
  task look agentops.session.name=run
    span inner agentops.session.name=run
"""
    )


def test_work_that_outlives_its_session_still_belongs_to_it(captured_spans: CapturedSpans) -> None:
    async def follow_up(may_start: asyncio.Event) -> None:
        await may_start.wait()
        with tracer.start_as_current_span("follow up"):
            tracer.start_span("inner").end()

    async def run() -> None:
        may_start = asyncio.Event()
        with agentops.start_session("turn"):
            task = asyncio.create_task(follow_up(may_start))
            await asyncio.sleep(0)
        may_start.set()
        await task

    asyncio.run(run())
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session turn session.id=1
  span follow up session.id=1
    span inner session.id=1
"""
    )


def test_the_contexts_session_wins_over_the_parents(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("first"):
        parent = tracer.start_span("parent")
    with agentops.start_session("second"):
        tracer.start_span("child", trace.set_span_in_context(parent)).end()
    parent.end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session first session.id=1
  span parent session.id=1
    span child session.id=2
session second session.id=2
"""
    )


def test_an_empty_context_is_in_no_session(captured_spans: CapturedSpans) -> None:
    with agentops.start_session("run"):
        tracer.start_span("outside", Context()).end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session run session.id=1
span outside
"""
    )


def test_a_session_under_a_remote_parent_continues_its_trace(captured_spans: CapturedSpans) -> None:
    token = context.attach(only(NonRecordingSpan(REMOTE)))
    agentops.start_session("turn").end()
    context.detach(token)
    (span,) = captured_spans.spans
    assert span.context is not None
    assert (span.context.trace_id, span.parent) == (REMOTE.trace_id, REMOTE)


def test_a_thread_is_in_the_session_that_it_was_started_in(captured_spans: CapturedSpans) -> None:
    class Worker(threading.Thread):
        def run(self) -> None:
            tracer.start_span("in a subclass").end()

    with agentops.start_session("run"):
        threads = [Worker(), threading.Thread(target=lambda: tracer.start_span("plain").end())]
        for thread in threads:
            thread.start()
            thread.join()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session run session.id=1
  span in a subclass session.id=1
  span plain session.id=1
"""
    )


def test_a_session_after_a_nested_one_has_ended_is_nested_in_the_outer_one(
    captured_spans: CapturedSpans,
) -> None:
    with agentops.start_session("outer") as outer:
        inner = agentops.start_session("inner")
        with tracer.start_as_current_span("open"):
            inner.end()
            assert agentops.current_session() is outer
            tracer.start_span("late").end()
            with agentops.start_session("next") as following:
                assert following.parent_id == outer.id
    assert (
        span_tree(captured_spans.spans, "agentops.session.name")
        == """
session outer agentops.session.name=outer
  session inner agentops.session.name=inner
    span open agentops.session.name=inner
      span late agentops.session.name=inner
session next agentops.session.name=next
"""
    )
