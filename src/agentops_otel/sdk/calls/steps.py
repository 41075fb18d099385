"""The context of a generator, which persists from step to step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

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
