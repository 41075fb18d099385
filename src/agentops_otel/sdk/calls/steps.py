"""The context of a generator, which persists from step to step.

A garbage collection may close a generator while its thread sets a context variable. Before Python
3.12 that crashes the interpreter if the same context is changed again, so a generator is always
closed in a copy of the current context.
"""

from __future__ import annotations

import types
from collections.abc import Awaitable, Callable, Generator
from contextvars import copy_context
from functools import partial
from typing import Any, Final, TypeVar

from opentelemetry.context import attach, create_key, get_current, set_value

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
    """Call a function in a copy of the current context."""
    return copy_context().run(function, *args)


@types.coroutine
def await_apart(step: Awaitable[T]) -> Generator[Any, Any, T]:
    """Await something in a copy of the current context."""
    run, iterator = copy_context().run, step.__await__()
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
