"""`use()` makes a session current in blocks of code, in any thread or task."""

from __future__ import annotations

import asyncio
import contextvars
import threading

from opentelemetry import context, trace

import agentops_otel as agentops
from agentops_otel import Session
from agentops_otel.testing import CapturedSpans, span_tree

tracer = trace.get_tracer("a user's own")


def test_a_session_is_used_in_another_thread(captured_spans: CapturedSpans) -> None:
    session = agentops.start_session("run")

    def work() -> None:
        context.attach(context.Context())
        with session.use() as used:
            assert used is agentops.current_session() is session
            tracer.start_span("there").end()
        assert agentops.current_session() is None
        tracer.start_span("elsewhere").end()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    session.end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session run session.id=1
  span there session.id=1
span elsewhere
"""
    )


def test_using_a_session_does_not_end_it_and_restores_the_outer_one(
    captured_spans: CapturedSpans,
) -> None:
    first = agentops.start_session("first")
    second = agentops.start_session("second")
    with first.use():
        assert agentops.current_session() is first
        with second.use():
            assert agentops.current_session() is second
        assert agentops.current_session() is first
    assert agentops.current_session() is second
    agentops.end_all_sessions("cancelled")
    assert (first.state, second.state) == ("cancelled", "cancelled")


def test_a_session_that_ends_while_it_is_used_is_no_longer_current(
    captured_spans: CapturedSpans,
) -> None:
    outer = agentops.start_session("outer")
    inner = agentops.start_session("inner")
    with inner.use():
        inner.end()
        assert agentops.current_session() is outer
    assert agentops.current_session() is outer
    outer.end()
    assert agentops.current_session() is None


def test_a_task_that_outlives_the_use_of_a_session_stays_in_it(
    captured_spans: CapturedSpans,
) -> None:
    async def later(may_start: asyncio.Event) -> Session | None:
        await may_start.wait()
        return agentops.current_session()

    async def run(session: Session) -> Session | None:
        may_start = asyncio.Event()
        with session.use():
            task = asyncio.create_task(later(may_start))
        may_start.set()
        assert agentops.current_session() is None
        return await task

    session = agentops.start_session("run")
    context.attach(context.Context())
    assert asyncio.run(run(session)) is session
    session.end()


def test_one_use_serves_many_blocks_nested_and_in_many_threads() -> None:
    session = agentops.start_session("run")
    with agentops.start_session("other") as other:
        using = session.use()
        for _ in range(2):
            with using as used, using:
                assert used is session
                assert agentops.current_session() is session
            assert agentops.current_session() is other

        both = threading.Barrier(2)
        seen: list[agentops.Session | None] = []

        @using
        def work() -> None:
            both.wait()
            with using:
                both.wait()
            both.wait()
            seen.append(agentops.current_session())

        threads = [
            threading.Thread(target=contextvars.Context().run, args=(work,)) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [session, session]
        assert agentops.current_session() is other
    session.end()


def test_leaving_more_often_than_entering_does_nothing() -> None:
    with agentops.start_session("run") as session:
        using = session.use()
        using.__exit__(None, None, None)
        with using:
            pass
        using.__exit__(None, None, None)
        assert agentops.current_session() is session
