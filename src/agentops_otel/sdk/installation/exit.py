"""The exit of the program and of its child processes, where nothing recorded may be lost."""

from __future__ import annotations

import atexit
import multiprocessing.util
from collections.abc import Callable
from functools import partial
from typing import Final

from agentops_otel.sdk.host.guard import guarded
from agentops_otel.sdk.host.program import uncaught_exception
from agentops_otel.sdk.sessions import runtime
from agentops_otel.sdk.sessions.changing import change, unlocked
from agentops_otel.sdk.sessions.open_spans import end_once, open_ones
from agentops_otel.sdk.sessions.registry import open_sessions
from agentops_otel.sdk.sessions.span_events import Raised
from agentops_otel.sdk.sessions.state import SUCCESS, Ending, caused_by

_UNFINISHED: Final = Ending("unfinished")

# Later than the finalizers of queues and managers, which may still record something; they have a
# higher priority or none.
_LAST: Final = -100


def end_open_sessions() -> int:
    """End every open session with the state that the exit of the program gives it.

    If an exception has ended the program, it decides the state of all. Otherwise the automatic
    session ends as `success` and the others as `unfinished`.

    Returns:
        How many sessions were open.
    """
    exception = uncaught_exception()
    raised = None if exception is None else Raised(exception)
    left_open = open_sessions()
    for session in reversed(left_open):
        with guarded("ending a session"):
            if raised is not None:
                session.finish(caused_by(exception), raised)
            elif session is runtime.automatic():
                session.finish(SUCCESS)
            else:
                session.finish(_UNFINISHED)
    return len(left_open)


def end_open_operations() -> None:
    """End every open operation, the newest first, as abandoned.

    These belong to unfinished generators and coroutines, and to other threads. Python drops those
    only after the exit handlers, when it is too late to export their spans.
    """
    # Compared by id: a provider may wrap the span that it gives to a session.
    sessions = {session.span.get_span_context().span_id for session in open_sessions()}
    for span in reversed(open_ones()):
        if span.get_span_context().span_id in sessions:
            continue
        scope = getattr(span, "instrumentation_scope", None)
        if scope is not None and scope.name == runtime.SCOPE:
            with guarded("ending an operation"):
                end = partial(end_once, span)
                if not change.put_aside(end):
                    unlocked(span, end)


def call_at_exit(close: Callable[[], object]) -> None:
    """Call a function when this process exits, and when a child of it does.

    It runs before everything registered so far, such as the exit handler of an existing provider.
    Children forked by `multiprocessing` do not run `atexit`, and drop the parent's
    `multiprocessing` finalizers when they start.
    """
    atexit.unregister(close)
    atexit.register(close)
    _call_at_exit_of_children(close)


def _call_at_exit_of_children(close: Callable[[], object]) -> None:
    if close in _closed_in_children:
        return
    _closed_in_children.append(close)
    multiprocessing.util.register_after_fork(_CHILD, lambda _: _finalize(close))
    if _is_child():
        _finalize(close)


def _is_child() -> bool:
    """Return whether `multiprocessing` started this process; a spawned one knows its name first."""
    name = multiprocessing.process.current_process().name
    return multiprocessing.process.parent_process() is not None or name != "MainProcess"


def _finalize(close: Callable[[], object]) -> None:
    multiprocessing.util.Finalize(None, close, exitpriority=_LAST)


class _Child:
    """The key of a registration that lives as long as this module."""


_CHILD: Final = _Child()
_closed_in_children: Final[list[Callable[[], object]]] = []
