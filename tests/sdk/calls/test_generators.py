"""Decorated generators: their session or span is current only while the body runs."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, cast

import pytest

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans, span_tree
from tests.sdk.calls.working import END, tracer, work


def test_a_generators_consumer_is_outside_its_session(captured_spans: CapturedSpans) -> None:
    @agentops.session
    def answer() -> Iterator[int]:
        for number in range(2):
            work("inside")
            yield number

    for _ in answer():
        assert agentops.current_session() is None
        work("outside")
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


def test_a_generators_session_starts_with_the_first_step(captured_spans: CapturedSpans) -> None:
    @agentops.session
    def answer() -> Iterator[int]:
        yield 1

    unused = answer()
    unused.close()  # type: ignore[attr-defined]
    assert captured_spans.spans == ()


def test_a_span_that_the_body_makes_current_stays_current_in_the_body(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.task
    def stream() -> Iterator[int]:
        with tracer.start_as_current_span("request"):
            work("first chunk")
            yield 1
            work("second chunk")
            yield 2
        work("after the request")

    for _ in stream():
        work("outside")
    assert (
        span_tree(captured_spans.spans)
        == """
task stream
  span request
    span first chunk
    span second chunk
  span after the request
span outside
span outside
"""
    )


def test_interleaved_generators_do_not_mix(captured_spans: CapturedSpans) -> None:
    @agentops.session
    def answer(name: str) -> Iterator[str]:
        for step in ("one", "two"):
            work(f"{name} {step}")
            yield step

    assert list(zip(answer("a"), answer("b"), strict=True)) == [("one", "one"), ("two", "two")]
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session answer session.id=1
  span a one session.id=1
  span a two session.id=1
session answer session.id=2
  span b one session.id=2
  span b two session.id=2
"""
    )


def test_values_exceptions_and_the_result_pass_through(captured_spans: CapturedSpans) -> None:
    @agentops.session
    def converse() -> Generator[Any, Any, str]:
        heard: list[Any] = []
        heard.append((yield "hello"))
        try:
            yield "and?"
        except LookupError as problem:
            heard.append(problem)
        yield heard
        return "done"

    conversation = converse()
    problem = LookupError("nothing")
    assert next(conversation) == "hello"
    assert conversation.send("hi") == "and?"
    assert conversation.throw(problem) == ["hi", problem]
    with pytest.raises(StopIteration) as stopped:
        next(conversation)
    assert stopped.value.value == "done"
    assert (
        span_tree(captured_spans.spans, END)
        == f"""
session converse {END}=success
"""
    )


def test_an_exception_in_the_body_ends_the_session_as_an_error(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.session
    def answer() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        list(answer())
    (span,) = captured_spans.spans
    assert (span.attributes or {})[END] == "error"
    assert [event.name for event in span.events] == ["exception"]


@pytest.mark.parametrize("catches", [False, True])
def test_closing_a_generator_cancels_its_session(
    captured_spans: CapturedSpans, *, catches: bool
) -> None:
    @agentops.session
    def answer() -> Iterator[int]:
        try:
            yield 1
        except GeneratorExit:
            work("cleaning up")
            if not catches:
                raise

    for _ in (generator := answer()):
        generator.close()  # type: ignore[attr-defined]
    assert (
        span_tree(captured_spans.spans, END)
        == f"""
session answer {END}=cancelled
  span cleaning up
"""
    )


def test_an_abandoned_generator_cancels_its_session(captured_spans: CapturedSpans) -> None:
    @agentops.session
    def answer() -> Iterator[int]:
        yield 1
        yield 2

    next(answer())
    gc.collect()
    assert (
        span_tree(captured_spans.spans, END)
        == f"""
session answer {END}=cancelled
"""
    )


def test_closing_a_generator_undoes_what_its_body_has_set(
    captured_spans: CapturedSpans, caplog: pytest.LogCaptureFixture
) -> None:
    current_user: ContextVar[str] = ContextVar("current_user", default="nobody")

    @agentops.session
    def answer() -> Generator[int, None, None]:
        before = current_user.set("somebody")
        try:
            with tracer.start_as_current_span("request"):
                yield 1
        finally:
            current_user.reset(before)

    closed = answer()
    next(closed)
    closed.close()
    assert current_user.get() == "nobody"
    for _ in answer():
        break
    assert current_user.get() == "nobody"
    assert [span.name for span in captured_spans.spans] == ["answer", "request"] * 2
    assert caplog.records == []


def test_closing_a_generator_that_ignores_it_raises_as_usual(captured_spans: CapturedSpans) -> None:
    @agentops.task
    def stubborn() -> Iterator[int]:
        while True:
            try:
                yield 1
            except GeneratorExit:
                continue
            except LookupError:
                return

    generator = stubborn()
    next(generator)
    with pytest.raises(RuntimeError, match="generator ignored GeneratorExit"):
        generator.close()  # type: ignore[attr-defined]
    with pytest.raises(StopIteration):
        generator.throw(LookupError())  # type: ignore[attr-defined]


def test_arguments_are_captured_but_items_are_not(captured_spans: CapturedSpans) -> None:
    @agentops.task
    def count(to: int) -> Iterator[int]:
        yield from range(to)

    assert list(count(3)) == [0, 1, 2]
    (span,) = captured_spans.spans
    assert span.attributes == {"agentops.span.kind": "task", "input.value": '{"to": 3}'}


def test_a_session_left_open_by_the_body_is_not_current_in_the_consumer(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.task
    def open_one() -> Iterator[agentops.Session]:
        yield agentops.start_session("left open")

    for session in open_one():
        assert agentops.current_session() is None
        session.end()


def test_an_exception_thrown_into_a_generator_is_freed_without_a_garbage_collection(
    captured_spans: CapturedSpans,
) -> None:
    alive: weakref.WeakSet[Exception] = weakref.WeakSet()

    class Thrown(Exception):  # noqa: N818  # It is no error.
        def __init__(self) -> None:
            alive.add(self)

    @agentops.task
    def plain() -> Iterator[int]:
        yield 1

    @agentops.task
    async def asynchronous() -> AsyncIterator[int]:
        yield 1

    async def throw() -> None:
        steps = cast("AsyncGenerator[int]", asynchronous())
        await anext(steps)
        with suppress(Thrown):
            await steps.athrow(Thrown())
        assert not alive

    gc.disable()
    try:
        steps = cast("Generator[int]", plain())
        next(steps)
        with suppress(Thrown):
            steps.throw(Thrown())
        assert not alive
        asyncio.run(throw())
    finally:
        gc.enable()
