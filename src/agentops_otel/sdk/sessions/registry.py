"""The open sessions that this process has started."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from agentops_otel.sdk.host.fork import call_in_child

if TYPE_CHECKING:
    from agentops_otel.sdk.sessions.session import Session

_open: Final[dict[Session, None]] = {}

# Re-entrant, since a garbage collection may end a session while another one ends.
_lock = threading.RLock()


def lock() -> threading.RLock:
    """Return the lock that is held while a session ends, so that only the first end counts."""
    return _lock


def add(session: Session) -> None:
    """Add a session to the open ones."""
    with _lock:
        _open[session] = None


def remove(session: Session) -> None:
    """Remove a session from the open ones."""
    with _lock:
        _open.pop(session, None)


def open_sessions() -> tuple[Session, ...]:
    """Return the open sessions that this process has started, oldest first."""
    with _lock:
        return tuple(_open.copy())


@contextmanager
def open_sessions_aside() -> Iterator[None]:
    """Set the open sessions aside during a block of code, then put back those still open."""
    with _lock:
        aside = _open.copy()
        _open.clear()
    try:
        yield
    finally:
        with _lock:
            _open.update((session, None) for session in aside if session.is_open)


def _inherit() -> None:
    global _lock  # noqa: PLW0603  # A thread that the child lacks may hold it.
    _lock = threading.RLock()
    for session in _open:
        session.inherit()
    _open.clear()


call_in_child(_inherit)
