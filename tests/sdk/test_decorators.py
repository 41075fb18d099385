"""Decorated functions, coroutines, methods and classes: a session or a span for every call."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans, span_tree
from tests.sdk.conftest import WarningsLogged

OPERATIONS = ["agent", "workflow", "task", "operation", "tool", "guardrail"]


def attributes_of(captured: CapturedSpans) -> dict[str, Any]:
    (span,) = captured.spans
    return dict(span.attributes or {})


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("agent", {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "answer"}),
        (
            "workflow",
            {"gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": "answer"},
        ),
        ("task", {}),
        ("operation", {}),
        ("tool", {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "answer"}),
        ("guardrail", {}),
    ],
)
def test_every_kind_of_operation_has_its_attributes(
    captured_spans: CapturedSpans, kind: str, attributes: dict[str, str]
) -> None:
    @getattr(agentops, kind)(capture_content=False)  # type: ignore[untyped-decorator]
    def answer() -> int:
        return 42

    assert answer() == 42
    assert attributes_of(captured_spans) == {"agentops.span.kind": kind, **attributes}


@pytest.mark.parametrize("name", ["session", *OPERATIONS])
def test_a_decorator_has_the_name_it_goes_by(name: str) -> None:
    assert getattr(agentops, name).__name__ == name


def test_calls_nest_as_they_are_made(captured_spans: CapturedSpans) -> None:
    @agentops.tool
    def search(query: str) -> str:
        return query

    @agentops.agent("planner", attributes={"team": "blue"})
    def plan() -> str:
        return search("flights")

    @agentops.session(tags=["beta"])
    def answer() -> str:
        return plan()

    answer()
    assert (
        span_tree(captured_spans.spans, "session.id", "agentops.session.tags", "team")
        == """
session answer session.id=1 agentops.session.tags=beta
  agent planner session.id=1 agentops.session.tags=beta team=blue
    tool search session.id=1 agentops.session.tags=beta
"""
    )


def test_arguments_and_result_are_captured(captured_spans: CapturedSpans) -> None:
    @agentops.task
    def add(first: int, second: int, *, api_key: str) -> int:
        return first + second

    add(1, second=2, api_key="sk-123")
    attributes = attributes_of(captured_spans)
    assert attributes["input.value"] == '{"first": 1, "second": 2, "api_key": "[redacted]"}'
    assert attributes["output.value"] == "3"


def test_a_tools_content_has_the_names_of_opentelemetry(captured_spans: CapturedSpans) -> None:
    @agentops.tool
    def search(query: str) -> list[str]:
        return [query]

    search("x")
    attributes = attributes_of(captured_spans)
    assert attributes["gen_ai.tool.call.arguments"] == '{"query": "x"}'
    assert attributes["gen_ai.tool.call.result"] == '["x"]'
    assert "input.value" not in attributes


def test_a_sessions_content_is_on_its_span(captured_spans: CapturedSpans) -> None:
    @agentops.session
    def answer(question: str) -> str:
        return question.upper()

    answer("why")
    attributes = attributes_of(captured_spans)
    assert (attributes["input.value"], attributes["output.value"]) == (
        '{"question": "why"}',
        '"WHY"',
    )


def test_content_is_not_captured_where_that_is_switched_off(captured_spans: CapturedSpans) -> None:
    @agentops.session(capture_content=False)
    def answer(question: str) -> str:
        return question

    answer("why")
    assert not {"input.value", "output.value"} & attributes_of(captured_spans).keys()


def test_the_operators_switch_is_above_every_decorator(
    captured_spans: CapturedSpans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTOPS_CAPTURE_CONTENT", "false")

    @agentops.task(capture_content=True)
    def answer(question: str) -> str:
        return question

    answer("why")
    assert attributes_of(captured_spans) == {"agentops.span.kind": "task"}


def test_an_exception_is_recorded_once_and_goes_on(captured_spans: CapturedSpans) -> None:
    problem = ValueError("no flights")

    @agentops.tool
    def search() -> None:
        raise problem

    @agentops.session
    def answer() -> None:
        search()

    with pytest.raises(ValueError, match="no flights") as raised:
        answer()
    assert raised.value is problem
    session, tool = captured_spans.spans
    for span in (session, tool):
        assert (span.status.status_code, span.status.description) == (
            StatusCode.ERROR,
            "ValueError: no flights",
        )
        assert [event.name for event in span.events] == ["exception"]
    assert (tool.attributes or {})["error.type"] == "ValueError"


def test_a_cancelled_operation_is_no_error(captured_spans: CapturedSpans) -> None:
    @agentops.task
    async def wait() -> None:
        await asyncio.sleep(10)

    @agentops.session
    async def answer() -> None:
        await wait()

    async def cancel() -> None:
        running = asyncio.create_task(answer())
        await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(cancel())
    assert (
        span_tree(captured_spans.spans, "agentops.session.end_state")
        == """
session answer agentops.session.end_state=cancelled
  task wait
"""
    )
    assert all(not span.events for span in captured_spans.spans)


def test_coroutines_run_concurrently_in_their_own_sessions(captured_spans: CapturedSpans) -> None:
    @agentops.tool(capture_content=False)
    async def search(number: int) -> int:
        await asyncio.sleep(0)
        return number

    @agentops.session
    async def answer(number: int) -> int:
        return await search(number)

    async def ask_both() -> list[int]:
        return list(await asyncio.gather(answer(1), answer(2)))

    assert asyncio.run(ask_both()) == [1, 2]
    assert (
        span_tree(captured_spans.spans, "session.id")
        == """
session answer session.id=1
  tool search session.id=1
session answer session.id=2
  tool search session.id=2
"""
    )


def test_every_kind_of_method_can_be_decorated(captured_spans: CapturedSpans) -> None:
    class Desk:
        @agentops.task
        def plain(self, x: int) -> int:
            return x

        @agentops.task
        @staticmethod
        def above_static(x: int) -> int:
            return x

        @staticmethod
        @agentops.task
        def below_static(x: int) -> int:
            return x

        @agentops.task
        @classmethod
        def above_class(cls, x: int) -> str:
            return f"{cls.__name__} {x}"

        @classmethod
        @agentops.task
        def below_class(cls, x: int) -> str:
            return f"{cls.__name__} {x}"

    desk = Desk()
    assert (desk.plain(1), desk.above_static(2), Desk.below_static(3)) == (1, 2, 3)
    assert (desk.above_class(4), Desk.below_class(5)) == ("Desk 4", "Desk 5")
    assert (
        span_tree(captured_spans.spans, "input.value")
        == """
task plain input.value={"x": 1}
task above_static input.value={"x": 2}
task below_static input.value={"x": 3}
task above_class input.value={"x": 4}
task below_class input.value={"x": 5}
"""
    )


def test_a_class_has_its_own_public_methods_decorated(captured_spans: CapturedSpans) -> None:
    class Base:
        def inherited(self) -> None: ...

    @agentops.agent
    class Planner(Base):
        def __init__(self) -> None:
            self.plans = 0

        def plan(self) -> int:
            return self._count()

        @staticmethod
        def help() -> None: ...

        @classmethod
        def create(cls) -> Planner:
            return cls()

        @property
        def size(self) -> int:
            return self.plans

        def _count(self) -> int:
            self.plans += 1
            return self.plans

    planner = Planner.create()
    assert isinstance(planner, Planner)
    planner.inherited()
    planner.help()
    assert (planner.plan(), planner.size) == (1, 1)
    assert (
        span_tree(captured_spans.spans)
        == """
agent create
agent help
agent plan
"""
    )


def plain(x: int, *, y: str = "y") -> str:
    """Return both."""
    return f"{x}{y}"


async def coroutine(x: int) -> int:
    return x


def generator(x: int) -> Any:
    yield x


async def async_generator(x: int) -> Any:
    yield x


@pytest.mark.parametrize("function", [plain, coroutine, generator, async_generator])
@pytest.mark.parametrize("name", ["session", *OPERATIONS])
def test_a_decorated_function_is_still_what_it_was(name: str, function: Callable[..., Any]) -> None:
    decorated = getattr(agentops, name)(function)
    assert decorated.__wrapped__ is function
    for attribute in ("__name__", "__qualname__", "__doc__", "__module__", "__annotations__"):
        assert getattr(decorated, attribute) == getattr(function, attribute)
    assert inspect.signature(decorated) == inspect.signature(function)
    for question in (
        inspect.iscoroutinefunction,
        inspect.isgeneratorfunction,
        inspect.isasyncgenfunction,
        inspect.isfunction,
    ):
        assert question(decorated) == question(function)
    assert asyncio.iscoroutinefunction(decorated) == asyncio.iscoroutinefunction(function)


class Adder:
    def __call__(self, x: int) -> int:
        return x + 1


class AsyncAdder:
    async def __call__(self, x: int) -> int:
        return x + 1


def test_any_callable_can_be_decorated(captured_spans: CapturedSpans) -> None:
    assert agentops.tool(Adder())(1) == 2
    assert asyncio.run(agentops.tool(AsyncAdder())(1)) == 2
    assert agentops.tool(functools.partial(plain, 1))(y="z") == "1z"
    assert agentops.tool(len)([1]) == 1
    assert asyncio.run(agentops.tool(functools.partial(coroutine, 1))()) == 1
    assert (
        span_tree(captured_spans.spans, "gen_ai.tool.call.result")
        == """
tool Adder gen_ai.tool.call.result=2
tool AsyncAdder gen_ai.tool.call.result=2
tool plain gen_ai.tool.call.result="1z"
tool len gen_ai.tool.call.result=1
tool coroutine gen_ai.tool.call.result=1
"""
    )


class Counter:
    def __call__(self, x: int) -> Any:
        yield from range(x)


class AsyncCounter:
    async def __call__(self, x: int) -> Any:
        for number in range(x):
            yield number


async def listed(items: Any) -> list[Any]:
    return [item async for item in items]


def test_an_object_that_generates_when_called_is_a_generator(captured_spans: CapturedSpans) -> None:
    count = agentops.tool(functools.partial(Counter(), 2))
    count_slowly = agentops.tool(AsyncCounter())
    assert inspect.isgeneratorfunction(count)
    assert inspect.isasyncgenfunction(count_slowly)
    steps = count()
    assert captured_spans.spans == ()
    assert list(steps) == [0, 1]
    assert asyncio.run(listed(count_slowly(2))) == [0, 1]
    assert (
        span_tree(captured_spans.spans, "gen_ai.tool.call.arguments", "gen_ai.tool.call.result")
        == """
tool Counter gen_ai.tool.call.arguments={}
tool AsyncCounter gen_ai.tool.call.arguments={"x": 2}
"""
    )


def test_a_class_that_takes_no_attributes_is_left_as_it_is(warnings_logged: WarningsLogged) -> None:
    class Sealed(type):
        def __setattr__(cls, name: str, value: object) -> None:
            raise AttributeError(name)

    class Planner(metaclass=Sealed):
        def plan(self) -> int:
            return 1

        def answer(self) -> int:
            return 2

    plan = Planner.plan
    assert agentops.agent(Planner) is Planner
    assert Planner.plan is plan
    (warning,) = warnings_logged
    assert "Planner" in warning


def test_many_attributes_do_not_push_the_kind_out() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(span_limits=SpanLimits(max_span_attributes=8), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    agentops.init(tracer_provider=provider, auto_start_session=False)
    agentops.tool(attributes={f"fact.{number}": number for number in range(20)})(plain)(1)
    agentops.shutdown()
    provider.force_flush()
    (span,) = exporter.get_finished_spans()
    assert (span.attributes or {})["agentops.span.kind"] == "tool"
    assert (span.attributes or {})["gen_ai.tool.name"] == "plain"


def test_what_cannot_be_decorated_is_left_as_it_is(warnings_logged: WarningsLogged) -> None:
    attribute = property(lambda _: 1)
    assert agentops.task(attribute) is attribute  # type: ignore[call-overload]
    assert agentops.task("name")(42) == 42  # type: ignore[type-var]
    assert len(warnings_logged) == 1


def test_names_are_taken_positionally_and_by_keyword(captured_spans: CapturedSpans) -> None:
    for decorator in (
        agentops.session("asked"),
        agentops.session(name="asked"),
        agentops.session(),
    ):
        decorator(plain)(1)
    for operation in (agentops.task("asked"), agentops.task(name="asked"), agentops.task()):
        operation(plain)(1)
    names = [span.name for span in captured_spans.spans]
    assert names == ["asked", "asked", "plain", "asked", "asked", "plain"]


def test_tags_from_an_iterator_hold_for_every_call(captured_spans: CapturedSpans) -> None:
    decorated = agentops.session(tags=iter(["a", "b"]))(plain)
    decorated(1)
    decorated(2)
    assert (
        span_tree(captured_spans.spans, "agentops.session.tags")
        == """
session plain agentops.session.tags=a,b
session plain agentops.session.tags=a,b
"""
    )


def test_wrong_arguments_raise_what_the_function_raises(captured_spans: CapturedSpans) -> None:
    decorated = agentops.task(plain)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        decorated()  # type: ignore[call-arg]
    assert (
        span_tree(captured_spans.spans)
        == """
task plain (error)
"""
    )


def test_recursion_nests(captured_spans: CapturedSpans) -> None:
    @agentops.task(capture_content=False)
    def count_down(number: int) -> int:
        return count_down(number - 1) if number else 0

    count_down(2)
    assert (
        span_tree(captured_spans.spans)
        == """
task count_down
  task count_down
    task count_down
"""
    )


def test_the_current_span_in_an_operation_is_its_own(captured_spans: CapturedSpans) -> None:
    @agentops.task
    def annotate() -> None:
        trace.get_current_span().set_attribute("found", 3)

    annotate()
    assert not trace.get_current_span().get_span_context().is_valid
    assert attributes_of(captured_spans)["found"] == 3


def test_an_exception_that_was_recorded_on_its_way_is_not_recorded_again(
    captured_spans: CapturedSpans,
) -> None:
    with (
        pytest.raises(ValueError, match="bad"),
        agentops.start_session() as session,
        trace.use_span(session.span),
    ):
        raise ValueError("bad")
    (span,) = captured_spans.spans
    assert [event.name for event in span.events] == ["exception"]


def test_an_exception_with_text_that_cannot_be_sent_is_recorded(
    captured_spans: CapturedSpans,
) -> None:
    with pytest.raises(ValueError, match="bad"), agentops.start_session():
        raise ValueError("bad \ud800")
    (span,) = captured_spans.spans
    (event,) = span.events
    assert (event.attributes or {})["exception.message"] == "bad \ufffd"
    assert "ValueError: bad \ufffd" in str((event.attributes or {})["exception.stacktrace"])
    assert span.status.description == "ValueError: bad \ufffd"


def test_an_exception_with_a_huge_text_is_cut(captured_spans: CapturedSpans) -> None:
    with pytest.raises(ValueError, match="x"), agentops.start_session():
        raise ValueError("x" * 1_000_000)
    (event,) = captured_spans.spans[0].events
    attributes = event.attributes or {}
    assert attributes["exception.message"] == "x" * 16_384
    assert len(str(attributes["exception.stacktrace"])) == 65_536


def test_of_a_deep_stack_the_frames_next_to_the_fault_are_recorded(
    captured_spans: CapturedSpans,
) -> None:
    @agentops.task
    def descend(depth: int) -> None:
        if depth == 0:
            raise ValueError("bottom")
        descend(depth - 1)

    with pytest.raises(ValueError, match="bottom"):
        descend(150)
    for span in captured_spans.spans:
        (event,) = span.events
        stacktrace = str((event.attributes or {})["exception.stacktrace"])
        assert 'raise ValueError("bottom")' in stacktrace
        assert stacktrace.count(", line ") <= 100


@pytest.mark.parametrize("decorate", [agentops.tool, agentops.session])
def test_a_mock_can_be_decorated_as_any_callable(
    captured_spans: CapturedSpans, decorate: Callable[[Any], Any]
) -> None:
    assert decorate(Mock(return_value=4))() == 4
    assert [span.name for span in captured_spans.spans] == ["Mock"]


def test_what_cannot_be_looked_at_is_left_as_it_is(faults_are_expected: list[str]) -> None:
    class Opaque:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

        def __call__(self) -> int:
            return 4

    opaque = Opaque()
    assert agentops.tool(opaque) is opaque
    assert faults_are_expected == ["decorating a function"]
