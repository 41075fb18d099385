"""Wrap any kind of callable so that its calls are traced, without changing its kind."""

from __future__ import annotations

import functools
import inspect
import sys
import types
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from agentops_otel.sdk.calls.call import Call, Traced
from agentops_otel.sdk.calls.steps import Steps, apart, await_apart

AnyFunction = Callable[..., Any]

F = TypeVar("F", bound=AnyFunction)


def returns_items(function: AnyFunction) -> bool:
    """Return whether calling a function returns a generator or an async generator."""
    if _is(inspect.isgeneratorfunction, function):
        return not _is(_is_awaitable, function)
    return _is(inspect.isasyncgenfunction, function)


def wrap(function: AnyFunction, traced: Traced) -> AnyFunction:
    """Return a function of the same kind whose calls are traced."""
    if _is(inspect.isasyncgenfunction, function):
        return _wrap_async_generator(function, traced)
    if _is(inspect.isgeneratorfunction, function):
        generator = _wrap_generator(function, traced)
        return types.coroutine(generator) if _is(_is_awaitable, function) else generator
    if _is(inspect.iscoroutinefunction, function):
        return _wrap_coroutine(function, traced)
    return _wrap_function(function, traced)


def _wrap_function(function: AnyFunction, traced: Traced) -> AnyFunction:
    @_in_place_of(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        call = traced.begin(args, kwargs)
        try:
            result = function(*args, **kwargs)
        except BaseException as exception:
            call.fail(exception)
            raise
        call.succeed(result)
        return result

    return wrapper


def _wrap_coroutine(function: AnyFunction, traced: Traced) -> AnyFunction:
    @_in_place_of(function)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        call = traced.begin(args, kwargs)
        try:
            result = await function(*args, **kwargs)
        except BaseException as exception:
            apart(call.fail, exception)
            raise
        call.succeed(result)
        return result

    return wrapper


def _wrap_generator(function: AnyFunction, traced: Traced) -> AnyFunction:
    @_in_place_of(function)
    def wrapper(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        body = function(*args, **kwargs)
        steps = Steps()
        call = steps.run(traced.begin, args, kwargs)
        is_closed = False
        try:
            item = steps.run(body.send, None)
            while True:
                try:
                    sent = yield item
                except BaseException as exception:  # noqa: BLE001  # The body's to handle.
                    is_closed = issubclass(type(exception), GeneratorExit)
                    run = partial(apart, steps.run) if is_closed else steps.run
                    item = run(body.throw, exception)
                else:
                    item = steps.run(body.send, sent)
        except StopIteration as stop:
            if is_closed:
                apart(call.fail, GeneratorExit())
            else:
                call.succeed(stop.value)
            return stop.value
        except BaseException as exception:
            apart(call.fail, exception)
            raise

    return wrapper


def _wrap_async_generator(function: AnyFunction, traced: Traced) -> AnyFunction:
    @_in_place_of(function)
    async def wrapper(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        body = function(*args, **kwargs)
        steps = Steps()
        call = _Abandonable(steps.run(traced.begin, args, kwargs))
        is_closed = False
        try:
            item = await steps.arun(_first_step(body))
            while True:
                try:
                    sent = yield item
                except BaseException as exception:  # noqa: BLE001  # The body's to handle.
                    is_closed = issubclass(type(exception), GeneratorExit)
                    step = steps.arun(body.athrow(exception))
                    item = await (await_apart(step) if is_closed else step)
                else:
                    item = await steps.arun(body.asend(sent))
        except StopAsyncIteration:
            if is_closed:
                apart(call.fail, GeneratorExit())
            else:
                call.succeed()
        except BaseException as exception:
            apart(call.fail, exception)
            raise

    return wrapper


def _in_place_of(function: AnyFunction) -> Callable[[F], F]:
    """Return a decorator that makes a wrapper look like `function`, as `functools.wraps` does.

    If `function` is not a real function but, say, a proxy, its name or annotations may have a type
    that no function can have; the wrapper then keeps its own.
    """

    def identified(wrapper: F) -> F:
        functools.update_wrapper(wrapper, function, assigned=())
        for name in functools.WRAPPER_ASSIGNMENTS:
            with suppress(AttributeError, TypeError):
                setattr(wrapper, name, getattr(function, name))
        return wrapper

    return identified


class _Abandonable:
    """A call that fails when it is garbage-collected.

    Nobody closes an async generator that is dropped after its event loop has closed.
    """

    __slots__ = ("_call",)

    def __init__(self, call: Call) -> None:
        self._call: Call | None = call

    def succeed(self, result: object = None) -> None:
        call, self._call = self._call, None
        if call is not None:
            call.succeed(result)

    def fail(self, exception: BaseException) -> None:
        call, self._call = self._call, None
        if call is not None:
            call.fail(exception)

    def __del__(self) -> None:
        apart(self.fail, GeneratorExit())


def _first_step(body: AsyncGenerator[Any, Any]) -> Any:
    """Return the first step of a generator, hidden from the event loop's hooks.

    The loop closes the wrapper, which closes the body. The loop must not close the body as well.
    """
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, None)
    try:
        return body.asend(None)
    finally:
        sys.set_asyncgen_hooks(*hooks)


def _is_awaitable(function: object) -> bool:
    """Return whether `types.coroutine` has made a generator function awaitable."""
    code = getattr(function, "__code__", None)
    return bool(getattr(code, "co_flags", 0) & inspect.CO_ITERABLE_COROUTINE)


def _is(kind: Callable[[object], bool], function: AnyFunction) -> bool:
    """Return whether a function, or a callable object's `__call__`, is of this kind."""
    while isinstance(function, functools.partial):
        function = function.func
    return kind(function) or kind(type(function).__call__)
