"""The context manager that makes a session current, in any thread or task."""

from __future__ import annotations

from contextlib import ContextDecorator
from types import TracebackType
from typing import TYPE_CHECKING

from agentops_otel.sdk.host.guard import guarded
from agentops_otel.sdk.sessions.context import Frame, announce, enter, innermost_of

if TYPE_CHECKING:
    from agentops_otel.sdk.sessions.session import Session


class Use(ContextDecorator):
    """Makes a session current in any number of blocks of code; created by `Session.use`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._frames: list[Frame] = []

    def __enter__(self) -> Session:
        """Make the session current in the calling context."""
        self._frames.append(enter(self._session.span, self._session))
        announce(self._session.membership)
        return self._session

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Restore what was current before; do nothing if every block has been left already."""
        with guarded("leaving a session"):
            if not self._frames:
                return
            frame = innermost_of(self._frames)
            self._frames.remove(frame)
            frame.leave()
