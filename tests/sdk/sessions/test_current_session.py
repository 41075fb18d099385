"""Which session is current where: in threads, in tasks, in `use()`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack

from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry import baggage, context, trace

import agentops_otel as agentops
from agentops_otel import Session
from agentops_otel.sdk.calls import call, content
from agentops_otel.sdk.sessions.context import Frame, top
from agentops_otel.testing import CapturedSpans, capture_spans, span_tree

tracer = trace.get_tracer("a user's own")

Wrapper = Callable[[], AbstractContextManager[object]]

OPERATION = call.Operation("step", {}, {}, content.Content(None, False, "input.value", None))


def test_ending_a_session_in_another_thread_leaves_that_threads_current_session(
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


def test_ending_a_session_in_another_task_leaves_that_tasks_current_session(
    captured_spans: CapturedSpans,
) -> None:
    async def own(started: asyncio.Future[Session], has_ended: asyncio.Event) -> None:
        with agentops.start_session("theirs") as session:
            started.set_result(session)
            await has_ended.wait()
            assert agentops.current_session() is None

    async def end_others() -> None:
        started: asyncio.Future[Session] = asyncio.Future()
        has_ended = asyncio.Event()
        task = asyncio.create_task(own(started, has_ended))
        theirs = await started
        with agentops.start_session("mine") as mine:
            theirs.end("cancelled")
            assert agentops.current_session() is mine
            has_ended.set()
            await task

    asyncio.run(end_others())
    assert (
        span_tree(captured_spans.spans)
        == """
session theirs
session mine
"""
    )


def in_another_thread(call: Callable[[], object]) -> None:
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


def test_a_block_restores_what_was_current_even_if_its_session_was_ended_elsewhere(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.session
    def run() -> None:
        session = agentops.current_session()
        assert session is not None
        in_another_thread(session.end)

    with tracer.start_as_current_span("request") as request:
        with agentops.start_session("run") as session:
            in_another_thread(session.end)
        assert trace.get_current_span() is request
        run()
        assert trace.get_current_span() is request
        tracer.start_span("after").end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
span request
  session run session.id=1
  session run session.id=2
  span after
"""
    )


def test_sessions_that_end_out_of_order_leave_the_others_current(
    captured_spans: CapturedSpans,
) -> None:
    first = agentops.start_session("first")
    second = agentops.start_session("second")
    third = agentops.start_session("third")
    second.end()
    assert agentops.current_session() is third
    first.end()
    assert agentops.current_session() is third
    third.end()
    assert agentops.current_session() is None
    tracer.start_span("after").end()
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session first session.id=1
  session second session.id=2
    session third session.id=3
span after
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


def test_a_session_started_inside_an_operation_stays_current_after_it(
    captured_spans: CapturedSpans,
) -> None:
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


def test_a_task_that_outlives_the_operation_that_started_it_is_its_child(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.tool
    async def follow_up() -> None:
        tracer.start_span("work").end()

    @agentops.agent
    async def start() -> asyncio.Task[None]:
        return asyncio.create_task(follow_up())

    async def run() -> None:
        with agentops.start_session("turn"):
            task = await start()
        await task

    asyncio.run(run())
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session turn session.id=1
  agent start session.id=1
    tool follow_up session.id=1
      span work session.id=1
"""
    )


async def start_each_other(wrapper: Wrapper, length: int) -> int:
    with wrapper():
        depth = len(frames())
        if length == 0:
            return depth
        following = asyncio.create_task(start_each_other(wrapper, length - 1))
    return await following


class Operation:
    """An operation as a context manager."""

    def __enter__(self) -> None:
        self._call = OPERATION.begin((), {})

    def __exit__(self, *_: object) -> None:
        self._call.succeed()


def test_tasks_that_start_each_other_do_not_keep_ended_sessions_in_memory(
    captured_spans: CapturedSpans,
) -> None:
    session = agentops.start_session()
    for wrapper in (agentops.start_session, session.use, Operation):
        assert asyncio.run(start_each_other(wrapper, 50)) <= 4
    session.end()


def frames() -> list[Frame]:
    """Return all frames that the current context keeps alive."""
    found: list[Frame] = []
    frame = top(context.get_current())
    while frame is not None:
        found.append(frame)
        frame = top(frame.below)
    return found


class Model:
    """A model of what should be current: the innermost open session of a stack."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.pile: list[Session] = []
        self.blocks: list[ExitStack] = []

    @property
    def current(self) -> Session | None:
        return next((session for session in reversed(self.pile) if session.is_open), None)

    def start(self) -> Session:
        session = agentops.start_session()
        self.sessions.append(session)
        self.pile.append(session)
        return session

    def act(self, action: str, number: int) -> None:
        session = self.sessions[number % len(self.sessions)] if self.sessions else self.start()
        block = ExitStack()
        place = len(self.pile)
        if action == "start":
            self.start()
        elif action == "end":
            session.end()
        elif action == "use":
            self.pile.append(session)
            block.callback(self.pile.pop, place)
            block.enter_context(session.use())
        elif action == "operation":
            block.enter_context(Operation())
        elif action == "block":
            block.enter_context(self.start())
        elif action == "span":
            # OpenTelemetry also detaches whatever became current inside the block.
            block.callback(lambda: self.pile.__delitem__(slice(place, None)))
            block.enter_context(tracer.start_as_current_span("span"))
        elif action == "leave" and self.blocks:
            self.blocks.pop().close()
        if action in {"use", "operation", "block", "span"}:
            self.blocks.append(block)


ACTIONS = ["start", "end", "use", "operation", "block", "span", "leave", "leave"]


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 5)), max_size=30))
def test_whatever_happens_the_innermost_open_session_is_current(
    steps: list[tuple[str, int]],
) -> None:
    with capture_spans():
        model = Model()
        for action, number in steps:
            model.act(action, number)
            assert agentops.current_session() is model.current
        while model.blocks:
            model.act("leave", 0)
            assert agentops.current_session() is model.current
        for session in model.sessions:
            session.end()
        assert agentops.current_session() is None


def test_what_a_program_attached_to_the_context_outlives_an_enclosing_session(
    captured_spans: CapturedSpans,
) -> None:
    outer = agentops.start_session("outer")
    context.attach(context.set_value("tenant", "acme"))
    inner = agentops.start_session("inner")
    context.attach(baggage.set_baggage("user", "u1"))
    outer.end()
    inner.end()
    assert (context.get_value("tenant"), baggage.get_all()) == ("acme", {"user": "u1"})
    assert (agentops.current_session(), trace.get_current_span()) == (None, trace.INVALID_SPAN)


def test_what_a_program_attached_to_the_context_outlives_a_session_ended_elsewhere(
    captured_spans: CapturedSpans,
) -> None:
    first = agentops.start_session("first")
    context.attach(context.set_value("tenant", "acme"))
    ending = threading.Thread(target=first.end)
    ending.start()
    ending.join()
    with agentops.start_session("second"):
        assert context.get_value("tenant") == "acme"
    assert context.get_value("tenant") == "acme"
