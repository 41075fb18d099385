"""The end of the program, and of its child processes: nothing that was recorded is lost there."""

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

# Later than the finalizers of queues and managers, which have a higher or no priority, since
# those may still record something.
_LAST: Final = -100


def end_open_sessions() -> int:
    """End every open session as the end of the program ends it.

    All end by the exception that has ended the program, if one has. Otherwise the automatic
    session is a success, and one that its author did not end is unfinished.

    Returns:
        How many there were.
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
    """End every open operation, the newest first, as one that is abandoned.

    They are those of generators and coroutines that nobody has finished, and of other threads.
    Python drops those when the exit is over, and their spans would end too late to be exported.
    """
    # By their ids: a session may have its span with something of the provider's around it.
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
    """Let a function run when this process ends, and when a child of it does.

    It runs before what is registered now, as the exit of a provider that was made earlier.
    Children that `multiprocessing` forks do not run `atexit`, and forget its finalizers when
    they start.
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
    """Return whether `multiprocessing` runs this process; a spawned one has its name first."""
    name = multiprocessing.process.current_process().name
    return multiprocessing.process.parent_process() is not None or name != "MainProcess"


def _finalize(close: Callable[[], object]) -> None:
    multiprocessing.util.Finalize(None, close, exitpriority=_LAST)


class _Child:
    """The key of a registration that lasts as long as this module."""


_CHILD: Final = _Child()
_closed_in_children: Final[list[Callable[[], object]]] = []
