"""The context of a generator, which persists from step to step.

A generator that is closed gets its last step in the current context, as without a decorator: what
its body has set there is undone there. Only if a garbage collection closes it, which may do so
while its thread changes that very context, it gets a copy: changing the context again would crash
the interpreter.
"""

from __future__ import annotations

import types
from collections.abc import Awaitable, Callable, Generator
from contextvars import Context, copy_context
from functools import partial
from typing import Any, Final, TypeVar

from opentelemetry.context import attach, create_key, get_current, set_value

from agentops_otel.sdk.host import collection

T = TypeVar("T")

_STEPS: Final = create_key("agentops-steps")


class Steps:
    """The context of a generator: current while its body runs, step by step, and only then."""

    __slots__ = ("_inside", "_mark")

    def __init__(self) -> None:
        self._mark = object()
        self._inside = set_value(_STEPS, self._mark)

    def run(self, step: Callable[..., T], *args: object) -> T:
        """Run one step of a generator."""
        outside = get_current()
        attach(self._inside)
        try:
            return step(*args)
        finally:
            self._inside = get_current()
            attach(outside)
            # An exception that is thrown in comes out with a traceback that leads here.
            del args

    async def arun(self, step: Awaitable[T]) -> T:
        """Run one step of an async generator."""
        outside = get_current()
        attach(self._inside)
        try:
            return await step
        finally:
            del step  # As above.
            current = get_current()
            # A step that is dropped unfinished may end in somebody else's context.
            if current.get(_STEPS) is self._mark:
                self._inside = current
                attach(outside)


def apart(function: Callable[..., T], *args: object) -> T:
    """Call a function; inside a garbage collection, in a copy of the current context."""
    if collection.is_running_here():
        return copy_context().run(function, *args)
    return function(*args)


async def await_apart(step: Awaitable[T]) -> T:
    """Await something; inside a garbage collection, in a copy of the current context."""
    if collection.is_running_here():
        return await _await_in(copy_context(), step)
    return await step


@types.coroutine
def _await_in(context: Context, step: Awaitable[T]) -> Generator[Any, Any, T]:
    run, iterator = context.run, step.__await__()
    resume: Callable[[], Any] = partial(next, iterator)
    while True:
        try:
            awaited = run(resume)
        except StopIteration as stop:
            result: T = stop.value
            return result
        try:
            sent = yield awaited
        except BaseException as exception:  # noqa: BLE001  # The step's to handle.
            resume = partial(iterator.throw, exception)
        else:
            resume = partial(iterator.send, sent)
