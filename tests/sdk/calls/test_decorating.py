"""What can be decorated: functions, coroutines, generators, methods, classes, any callable."""

from __future__ import annotations

import asyncio
import functools
import inspect
import types
from collections.abc import Callable, Generator
from typing import Any
from unittest.mock import Mock

import pytest

import agentops_otel as agentops
from agentops_otel.testing import CapturedSpans, span_tree
from tests.sdk.conftest import WarningsLogged
from tests.sdk.decorated import DECORATORS, attributes_of


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


def test_decorating_a_class_decorates_its_own_public_methods(captured_spans: CapturedSpans) -> None:
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
@pytest.mark.parametrize("name", DECORATORS)
def test_a_decorated_function_keeps_its_kind_and_metadata(
    name: str, function: Callable[..., Any]
) -> None:
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


@pytest.mark.parametrize("name", DECORATORS)
def test_a_generator_that_is_a_coroutine_can_still_be_awaited(
    captured_spans: CapturedSpans, name: str
) -> None:
    @types.coroutine
    def old(x: int) -> Generator[Any, Any, int]:
        yield from asyncio.sleep(0).__await__()
        return x + 1

    decorated = getattr(agentops, name)(old)

    async def main() -> int:
        return int(await decorated(1))

    assert asyncio.run(main()) == 2
    result = "gen_ai.tool.call.result" if name == "tool" else "output.value"
    assert attributes_of(captured_spans)[result] == "2"


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


def test_an_object_whose_call_is_a_generator_is_traced_as_a_generator(
    captured_spans: CapturedSpans,
) -> None:
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


def test_a_class_that_rejects_attributes_is_left_unchanged(warnings_logged: WarningsLogged) -> None:
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


def test_what_cannot_be_decorated_is_left_unchanged(warnings_logged: WarningsLogged) -> None:
    attribute = property(lambda _: 1)
    assert agentops.task(attribute) is attribute  # type: ignore[call-overload]
    assert agentops.task("name")(42) == 42  # type: ignore[type-var]
    assert len(warnings_logged) == 1


@pytest.mark.parametrize("decorate", [agentops.tool, agentops.session])
def test_a_mock_can_be_decorated_like_any_callable(
    captured_spans: CapturedSpans, decorate: Callable[[Any], Any]
) -> None:
    assert decorate(Mock(return_value=4))() == 4
    assert [span.name for span in captured_spans.spans] == ["Mock"]


def test_a_function_that_was_renamed_is_named_by_its_own_name(
    captured_spans: CapturedSpans,
) -> None:
    def made(name: str) -> Callable[[], None]:
        @functools.wraps(nothing)
        def variant() -> None: ...

        variant.__name__ = name
        return variant

    def nothing() -> None: ...

    agentops.session(made("first"))()
    agentops.tool(made("second"))()
    assert [span.name for span in captured_spans.spans] == ["first", "second"]


def test_a_callable_whose_name_is_not_a_string_is_traced(
    captured_spans: CapturedSpans,
) -> None:
    class Numbered(Adder):
        __name__ = 7

    numbered = Numbered()
    add: Any = agentops.tool(numbered)
    assert add(1) == 2
    assert add.__wrapped__ is numbered
    assert [span.name for span in captured_spans.spans] == ["7"]


def test_an_object_that_cannot_be_inspected_is_left_unchanged(
    faults_are_expected: list[str],
) -> None:
    class Opaque:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

        def __call__(self) -> int:
            return 4

    opaque = Opaque()
    assert agentops.tool(opaque) is opaque
    assert faults_are_expected == ["decorating a function"]
