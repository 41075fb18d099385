"""Change open spans without waiting for a lock that the calling thread itself holds.

Each OpenTelemetry span has a lock, and a signal handler may run while its thread holds it.
"""

from __future__ import annotations

import contextvars
import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from typing import Final

from opentelemetry.trace import Span

from agentops_otel.sdk.host.fork import begin_anew_after_fork
from agentops_otel.sdk.host.guard import guarded
from agentops_otel.sdk.host.reentry import NotReentrant

# The module whose methods hold a span's lock. Our own code holds it only inside `change`.
_HOLDERS: Final = "opentelemetry.sdk.trace"

# Makes a change; one from a signal handler waits until the change that it interrupted is made.
change: Final[NotReentrant[Callable[[], object]]] = NotReentrant(lambda make: make())
begin_anew_after_fork(change)


def unlocked(span: Span, make: Callable[[], object]) -> None:
    """Make a change that needs a span's lock: now, or once the calling thread has released it."""
    if is_held_here(span):
        elsewhere(partial(_once_released, span, make))
    else:
        make()


def elsewhere(make: Callable[[], object]) -> None:
    """Make a change in another thread, since the calling one holds a lock until later."""
    thread = threading.Thread(target=_make, args=(make,), name="agentops-change", daemon=True)
    # In an empty context, or the thread would keep a session's span alive.
    contextvars.Context().run(thread.start)


def is_held_here(span: Span) -> bool:
    """Return whether the calling thread was interrupted while it held a span's lock.

    Waiting for the lock would then never end.
    """
    is_locked = getattr(getattr(span, "_lock", None), "locked", None)
    if is_locked is None or not is_locked():
        return False
    return any(holder is span for holder in _interrupted())


def may_hold_a_lock() -> bool:
    """Return whether the calling thread was interrupted where it may hold some span's lock."""
    return any(True for _ in _interrupted())


def _interrupted() -> Iterator[object]:
    """Yield the objects of OpenTelemetry whose methods the calling thread is inside."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_globals.get("__name__") == _HOLDERS and "self" in frame.f_locals:
            yield frame.f_locals["self"]
        frame = frame.f_back


def _once_released(span: Span, make: Callable[[], object]) -> None:
    """Make a change after the span's lock is released, perhaps by the span's end."""
    with getattr(span, "_lock", nullcontext()):
        pass
    make()


def _make(make: Callable[[], object]) -> None:
    with guarded("changing a span"):
        make()
