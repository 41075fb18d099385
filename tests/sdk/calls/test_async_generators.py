"""Sessions of async generators: current step by step, in whichever task a step runs."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from contextvars import ContextVar
from typing import Any

import pytest

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans, span_tree
from tests.program import run
from tests.sdk.calls.working import END, tracer, work


async def take_one(generator: AsyncIterator[Any]) -> Any:
    return await generator.__anext__()


def test_an_async_generators_consumer_is_outside_its_session(captured_spans: CapturedSpans) -> None:
    @agentops.session
    async def answer() -> AsyncIterator[int]:
        for number in range(2):
            with tracer.start_as_current_span("inside"):
                await asyncio.sleep(0)
            yield number

    async def consume() -> None:
        async for _ in answer():
            assert agentops.current_session() is None
            await asyncio.sleep(0)
            work("outside")

    asyncio.run(consume())
    assert (
        span_tree(captured_spans.spans, "session.id", END)
        == f"""
session answer session.id=1 {END}=success
  span inside session.id=1
  span inside session.id=1
span outside
span outside
"""
    )


def test_values_and_exceptions_pass_through_an_async_generator(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.task
    async def converse() -> AsyncGenerator[Any, Any]:
        heard = yield "hello"
        try:
            yield heard
        except LookupError as problem:
            yield problem

    async def talk() -> None:
        conversation = converse()
        problem = LookupError("nothing")
        assert await conversation.asend(None) == "hello"
        assert await conversation.asend("hi") == "hi"
        assert await conversation.athrow(problem) is problem
        with pytest.raises(StopAsyncIteration):
            await conversation.asend(None)

    asyncio.run(talk())
    assert (
        span_tree(captured_spans.spans)
        == """
task converse
"""
    )


def test_steps_in_different_tasks_do_not_mix(captured_spans: CapturedSpans) -> None:
    @agentops.session
    async def answer() -> AsyncIterator[int]:
        for number in range(3):
            await asyncio.sleep(0)
            work("inside")
            yield number

    async def consume() -> None:
        generator = answer()
        for number in range(3):
            with tracer.start_as_current_span(f"consumer {number}"):
                assert await asyncio.create_task(take_one(generator)) == number
                assert agentops.current_session() is None
        await generator.aclose()  # type: ignore[attr-defined]

    asyncio.run(consume())
    assert (
        span_tree(captured_spans.spans, "session.id", END)
        == f"""
span consumer 0
  session answer session.id=1 {END}=cancelled
    span inside session.id=1
    span inside session.id=1
    span inside session.id=1
span consumer 1
span consumer 2
"""
    )


def test_closing_an_async_generator_undoes_what_its_body_has_set(
    captured_spans: CapturedSpans, caplog: pytest.LogCaptureFixture
) -> None:
    current_user: ContextVar[str] = ContextVar("current_user", default="nobody")

    @agentops.session
    async def answer() -> AsyncGenerator[int, None]:
        before = current_user.set("somebody")
        try:
            with tracer.start_as_current_span("request"):
                yield 1
        finally:
            await asyncio.sleep(0)
            current_user.reset(before)

    async def main() -> str:
        async with aclosing(answer()) as numbers:
            await anext(numbers)
        return current_user.get()

    assert asyncio.run(main()) == "nobody"
    assert [span.name for span in captured_spans.spans] == ["answer", "request"]
    assert caplog.records == []


def test_an_async_generator_closed_in_another_task_ends(captured_spans: CapturedSpans) -> None:
    @agentops.session
    async def answer() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(0)
            work("cleaning up")

    async def consume() -> None:
        generator = answer()
        await take_one(generator)
        await asyncio.create_task(generator.aclose())  # type: ignore[attr-defined]

    asyncio.run(consume())
    assert (
        span_tree(captured_spans.spans, END)
        == f"""
session answer {END}=cancelled
  span cleaning up
"""
    )


def test_an_abandoned_async_generator_is_closed_with_its_loop(
    captured_spans: CapturedSpans, caplog: pytest.LogCaptureFixture
) -> None:
    @agentops.session
    async def answer() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(0.001)
            work("cleaning up")

    kept: list[AsyncIterator[int]] = []

    async def consume() -> None:
        kept.append(answer())
        await take_one(kept[0])

    asyncio.run(consume())
    assert (
        span_tree(captured_spans.spans, END)
        == f"""
session answer {END}=cancelled
  span cleaning up
"""
    )
    assert caplog.records == []


def test_collecting_abandoned_async_generators_at_any_moment_does_not_crash() -> None:
    """Before Python 3.12, a collection may also run inside a change of the current context."""
    program = """
import gc
import time

from opentelemetry import trace
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

import agentops_otel as agentops

class Discard(SpanExporter):
    def export(self, spans):
        return SpanExportResult.SUCCESS

agentops.init(span_exporter=Discard(), auto_start_session=False)
tracer = trace.get_tracer("user")

class Node: pass

@agentops.task
async def answer():
    yield 1

gc.set_threshold(50)
end = time.monotonic() + 2
while time.monotonic() < end:
    node = Node()
    node.itself, node.generator = node, answer()
    try:
        node.generator.asend(None).send(None)
    except StopIteration:
        pass
    with tracer.start_as_current_span("span"):
        pass
print("whole")
"""
    assert run(program).lines == ["whole"]


@pytest.mark.parametrize("decorator", [agentops.session, agentops.task])
def test_an_async_generator_dropped_after_its_loop_is_closed_ends(
    captured_spans: CapturedSpans, decorator: Any
) -> None:
    @decorator  # type: ignore[untyped-decorator]
    async def answer() -> AsyncIterator[int]:
        yield 1

    steps = answer()
    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(take_one(steps)) == 1
    loop.close()
    del steps
    gc.collect()
    (span,) = captured_spans.spans
    assert (span.attributes or {}).get(END, "cancelled") == "cancelled"


def test_a_dropped_async_generator_is_closed_by_its_loop(captured_spans: CapturedSpans) -> None:
    @agentops.session
    async def answer() -> AsyncIterator[int]:
        yield 1
        yield 2

    async def consume() -> None:
        await take_one(answer())
        gc.collect()
        await asyncio.sleep(0)

    asyncio.run(consume())
    assert (
        span_tree(captured_spans.spans, END)
        == f"""
session answer {END}=cancelled
"""
    )


def test_cancelling_a_step_cancels_the_session(captured_spans: CapturedSpans) -> None:
    @agentops.session
    async def answer() -> AsyncIterator[int]:
        await asyncio.sleep(10)
        yield 1

    async def cancel() -> None:
        step = asyncio.create_task(take_one(answer()))
        await asyncio.sleep(0)
        step.cancel()
        with pytest.raises(asyncio.CancelledError):
            await step

    asyncio.run(cancel())
    assert (
        span_tree(captured_spans.spans, END)
        == f"""
session answer {END}=cancelled
"""
    )
