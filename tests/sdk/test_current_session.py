"""Which session is current where: in threads, in tasks, in `use()`."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from opentelemetry import context, trace

import agentops_otel as agentops
from agentops_otel import Session
from agentops_otel.testing import CapturedSpans, span_tree

tracer = trace.get_tracer("a user's own")


def test_ending_in_another_thread_leaves_what_is_current_there(
    captured_spans: CapturedSpans,
) -> None:
    session = agentops.start_session("mine")

    def end_it() -> Session | None:
        context.attach(context.Context())
        with agentops.start_session("theirs"):
            session.end()
            return agentops.current_session()

    with ThreadPoolExecutor() as pool:
        current = pool.submit(end_it).result()
    assert current is not None
    assert current.name == "theirs"
    assert agentops.current_session() is None
    assert (session.state, session.is_open) == ("success", False)


def test_ending_in_another_task_leaves_what_is_current_there(captured_spans: CapturedSpans) -> None:
    async def own(name: str, started: asyncio.Event, sessions: list[Session]) -> None:
        with agentops.start_session(name) as session:
            sessions.append(session)
            started.set()
            await asyncio.sleep(0.01)
            assert agentops.current_session() in {session, None}

    async def end_others() -> None:
        sessions: list[Session] = []
        started = asyncio.Event()
        task = asyncio.create_task(own("theirs", started, sessions))
        await started.wait()
        with agentops.start_session("mine") as mine:
            sessions[0].end("cancelled")
            assert agentops.current_session() is mine
        await task

    asyncio.run(end_others())
    assert (
        span_tree(captured_spans.spans)
        == """
session theirs
session mine
"""
    )


def test_concurrent_tasks_have_their_own_sessions(captured_spans: CapturedSpans) -> None:
    async def turn(number: int) -> None:
        with agentops.start_session(f"turn {number}", session_id=str(number)) as session:
            for _ in range(3):
                with tracer.start_as_current_span("step"):
                    await asyncio.sleep(0)
                    assert agentops.current_session() is session

    async def all_turns() -> None:
        await asyncio.gather(*(turn(number) for number in range(200)))

    asyncio.run(all_turns())
    spans = captured_spans.spans
    assert len(spans) == 800
    ids_by_trace: dict[int, set[object]] = {}
    for span in spans:
        assert span.context is not None
        ids_by_trace.setdefault(span.context.trace_id, set()).add(
            (span.attributes or {})["session.id"]
        )
    assert sorted(map(len, ids_by_trace.values())) == [1] * 200


def test_concurrent_threads_have_their_own_sessions(captured_spans: CapturedSpans) -> None:
    failures: list[object] = []

    def turns(number: int) -> None:
        context.attach(context.Context())
        for turn in range(50):
            with agentops.start_session(session_id=f"{number}.{turn}") as session:
                session.add_tags(f"tag {turn}")
                tracer.start_span("step").end()
                if agentops.current_session() is not session or session.event_count != 1:
                    failures.append(session)

    threads = [threading.Thread(target=turns, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(captured_spans.spans) == 16 * 50 * 2


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


def test_using_a_session_does_not_end_it_and_gives_back_the_outer_one(
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


def test_a_session_started_in_a_helper_stays_current(captured_spans: CapturedSpans) -> None:
    @agentops.task
    def begin() -> None:
        agentops.start_session("job")

    @agentops.task
    def finish() -> None:
        agentops.end_session()

    begin()
    assert agentops.current_session() is not None
    tracer.start_span("work").end()
    finish()
    assert agentops.current_session() is None
    tracer.start_span("after").end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
task begin
  session job session.id=1
    span work session.id=1
    task finish session.id=1
span after
"""
    )


def test_ended_sessions_are_not_kept_by_what_comes_after(captured_spans: CapturedSpans) -> None:
    async def chain(length: int) -> int:
        with agentops.start_session():
            depth = len(list(_frames()))
            if length == 0:
                return depth
            following = asyncio.create_task(chain(length - 1))
        return await following

    assert asyncio.run(chain(50)) <= 2


def _frames() -> list[object]:
    from agentops_otel.sdk.context import top

    frames: list[object] = []
    frame = top(context.get_current())
    while frame is not None:
        frames.append(frame)
        frame = top(frame.below)
    return frames
