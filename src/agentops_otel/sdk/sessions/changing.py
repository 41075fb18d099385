"""Change spans that are open, without waiting for a lock that the calling thread holds itself.

OpenTelemetry's spans have a lock each, and a signal's handler may come while its thread holds it.
"""

from __future__ import annotations

import contextvars
import inspect
import threading
from collections.abc import Callable
from typing import Final

from opentelemetry.trace import Span

from agentops_otel.sdk.host.fork import begin_anew_after_fork
from agentops_otel.sdk.host.guard import guarded
from agentops_otel.sdk.host.reentry import NotReentrant

# Where the methods of spans are that hold the lock. Ours that hold it are inside of `change`.
_HOLDERS: Final = "opentelemetry.sdk.trace"

# Runs a change, one from a signal's handler when the change that it has interrupted is made.
change: Final[NotReentrant[Callable[[], object]]] = NotReentrant(lambda make: make())
begin_anew_after_fork(change)


def unlocked(span: Span, make: Callable[[], object]) -> None:
    """Make a change that takes a span's lock: at once, or when the calling thread lets go of it."""
    if not is_held_here(span):
        make()
        return
    thread = threading.Thread(target=_make, args=(make,), name="agentops-change", daemon=True)
    # In an empty context, or the thread would keep a session's span alive.
    contextvars.Context().run(thread.start)


def is_held_here(span: Span) -> bool:
    """Return whether the calling thread was interrupted while it held a span's lock.

    To wait for it would then be to wait without end.
    """
    is_locked = getattr(getattr(span, "_lock", None), "locked", None)
    if is_locked is None or not is_locked():
        return False
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_globals.get("__name__") == _HOLDERS and frame.f_locals.get("self") is span:
            return True
        frame = frame.f_back
    return False


def _make(make: Callable[[], object]) -> None:
    with guarded("changing a span"):
        make()
