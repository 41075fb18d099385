"""A session: one run of an agent workflow, from its start to its end."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import partial
from types import MappingProxyType, TracebackType
from typing import Final, NoReturn
from urllib.parse import quote

from opentelemetry.context import attach
from opentelemetry.trace import INVALID_SPAN, Span
from opentelemetry.util.types import AttributeValue
from typing_extensions import Self

from agentops_otel.sdk.host.guard import guarded, warn_once
from agentops_otel.sdk.sessions import late, registry, runtime
from agentops_otel.sdk.sessions.changing import change, unlocked
from agentops_otel.sdk.sessions.context import Frame, announce, leave
from agentops_otel.sdk.sessions.membership import Membership, known
from agentops_otel.sdk.sessions.span_events import Raised, add_event
from agentops_otel.sdk.sessions.stamping import put
from agentops_otel.sdk.sessions.state import Ending, State, caused_by, declared
from agentops_otel.sdk.sessions.trail import SessionEvent, Trail
from agentops_otel.sdk.sessions.use import Use
from agentops_otel.sdk.values.attributes import readable_one, session_scoped
from agentops_otel.sdk.values.tags import normalise

_DOTS: Final = re.compile(r"(?:\.|%(?:25)*2E){1,2}", re.IGNORECASE)


class Session:
    """One run of an agent workflow.

    Created by `start_session()`, or by `@session` for every call. Used as a context manager, it
    ends with its block::

        with agentops.start_session("checkout", tags=["beta"]) as session:
            session.add_tags("returning-customer")

    Attributes:
        span: The OpenTelemetry span of the session itself.
        parent_id: The id of the session that this one is nested in, or None.
    """

    def __init__(self, membership: Membership, parent_id: str | None) -> None:
        self.membership = membership
        self._trail = membership.trail = Trail()
        self.parent_id = parent_id
        self.span: Span = INVALID_SPAN
        self.start_time_unix_nano = time.time_ns()
        self._end_ns: int | None = None
        self.ending: Ending | None = None
        self._frame: Frame | None = None
        self._is_inherited = False
        registry.add(self)

    def __repr__(self) -> str:
        """Show the session's name, id and state."""
        return f"<Session {self.name!r} id={self.id!r} state={self.state!r}>"

    def __copy__(self) -> Self:
        """Return the session itself: a copy could not end independently of the original."""
        return self

    def __deepcopy__(self, memo: object) -> Self:
        """Return the session itself, so that objects that hold one can be deep-copied."""
        return self

    def __reduce__(self) -> NoReturn:
        """Raise TypeError: a session cannot be pickled, but continued by its id."""
        raise TypeError(
            "a Session cannot be pickled; pass its id on, and continue it there with "
            "start_session(session_id=…)"
        )

    @property
    def id(self) -> str:
        """The session's id, which every span of it carries as `session.id`."""
        return self.membership.id

    @property
    def name(self) -> str:
        """The session's name, also the name of its span."""
        return self.membership.name or ""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags in the order in which they were added, those of an outer session first."""
        return self.membership.tags

    @property
    def attributes(self) -> Mapping[str, AttributeValue]:
        """The session-scoped attributes, which every span of the session carries."""
        return MappingProxyType(dict(self.membership.attributes))

    @property
    def start_time(self) -> datetime:
        """When the session started, in UTC."""
        return _datetime(self.start_time_unix_nano)

    @property
    def end_time(self) -> datetime | None:
        """When the session ended, in UTC; None while it is open."""
        return None if self._end_ns is None else _datetime(self._end_ns)

    @property
    def state(self) -> State:
        """One of `running`, `success`, `error`, `cancelled` and `unfinished`."""
        return self.ending.state if self.ending else "running"

    @property
    def reason(self) -> str | None:
        """Why the session ended that way, if known."""
        return self.ending.reason if self.ending else None

    @property
    def is_open(self) -> bool:
        """Whether the session has not ended yet."""
        return self.membership.is_open

    @property
    def events(self) -> tuple[SessionEvent, ...]:
        """The newest 1000 of the spans that ended and the events that were recorded."""
        return self._trail.events

    @property
    def event_count(self) -> int:
        """The number of spans that ended and of events that were recorded."""
        return self._trail.event_count

    @property
    def error_count(self) -> int:
        """How many of these spans and events have status `error`."""
        return self._trail.error_count

    @property
    def url(self) -> str | None:
        """The URL of the session's page in the dashboard; None if no dashboard is known."""
        base = runtime.current().page_url
        return f"{base}/sessions/{_segment(self.id)}" if base else None

    def add_tags(self, *tags: object) -> None:
        """Add tags to the session span and to the session's other open and later spans."""
        with guarded("adding tags"):
            self._warn_if_ended("tags")
            late.add_tags(self.membership, [normalise(tag) for tag in tags])
            announce(self.membership)

    def set_attribute(self, key: str, value: AttributeValue) -> None:
        """Set an attribute on the session span and on the session's other open and later spans."""
        with guarded("setting an attribute"):
            self._warn_if_ended("an attribute")
            late.set_attributes(self.membership, session_scoped(readable_one(key, value)))

    def record_event(
        self, name: str, attributes: Mapping[str, AttributeValue] | None = None
    ) -> None:
        """Record an event on the session span.

        Args:
            name: What happened.
            attributes: Details of it.
        """
        with guarded("recording an event"):
            if self.is_open:
                add_event(self.span, self.membership, name, attributes)
            else:
                warn_once(
                    "an event after the end",
                    "An event is lost: the session %.40r that it was recorded in has ended",
                    self.name,
                )

    def end(self, state: str = "success", reason: str | None = None) -> None:
        """End the session; only the first end counts.

        Args:
            state: `success`, `error`, `cancelled` or `unfinished`; case does not matter.
            reason: Why the session ended that way.
        """
        with guarded("ending a session"):
            self.finish(declared(state, reason))

    def use(self) -> Use:
        """Return a context manager that makes the session current, in any thread or task.

        The session does not end with the block. The context manager can be used for any number of
        blocks, also nested ones.
        """
        return Use(self)

    def __enter__(self) -> Self:
        """Return the session, which is current since its start."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the session according to how its block ended; let the exception through."""
        with guarded("ending a session"):
            raised = None if exception is None else Raised(exception)
            self.finish(caused_by(exception), raised, with_block=True)

    async def __aenter__(self) -> Self:
        """Return the session, which is current since its start."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the session according to how its block ended; let the exception through."""
        self.__exit__(kind, exception, traceback)

    def begin(self, frame: Frame) -> None:
        """Make the session current in the calling context; its span has just started."""
        self.span = frame.span
        self._frame = frame
        known.add(self.span, self.membership)
        attach(frame.context())
        announce(self.membership, is_new=True)
        observer = runtime.current().observer
        if observer is not None:
            observer.started(self)

    def finish(
        self,
        ending: Ending,
        raised: Raised | None = None,
        *,
        with_block: bool = False,
    ) -> None:
        """End the session, unless it has already ended.

        Args:
            ending: The end state and its reason.
            raised: The exception that ended it; recorded on its span if the state is `error`.
            with_block: Whether the session's block of code ends too.
        """
        end_ns = time.time_ns()
        if not self._is_ended_by(ending, end_ns):
            if with_block:
                leave(self)
            return
        if self._frame is not None:
            frame, self._frame = self._frame, None
            if with_block:
                frame.leave()
            else:
                frame.end()
        if not self._is_inherited:
            end = partial(self._end_span, ending, end_ns, raised)
            if not change.put_aside(end):
                unlocked(self.span, end)

    def inherit(self) -> None:
        """Leave the session's span to the parent process, after a fork."""
        self._is_inherited = True

    def _is_ended_by(self, ending: Ending, end_ns: int) -> bool:
        """Mark the session as ended, and return whether it was open before."""
        with registry.lock():
            if self.ending is not None:
                return False
            self.ending = ending
            self._end_ns = end_ns
            self.membership.is_open = False
            registry.remove(self)
            return True

    def _end_span(self, ending: Ending, end_ns: int, raised: Raised | None) -> None:
        span = self.span
        if span.is_recording():
            if raised is not None and ending.state == "error":
                raised.record_on(span, end_ns)
            for key, value in ending.attributes.items():
                put(span, key, value)
            span.set_status(ending.status)
            span.end(end_ns)
        observer = runtime.current().observer
        if observer is not None:
            observer.ended(self)

    def _warn_if_ended(self, what: str) -> None:
        if not self.is_open:
            warn_once(
                f"{what} after the end",
                "The session %.40r was given %s after it had ended; only its spans that end later "
                "carry that, not the session's own span",
                self.name,
                what,
            )


def _datetime(unix_nano: int) -> datetime:
    seconds, nanoseconds = divmod(unix_nano, 1_000_000_000)
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment + timedelta(microseconds=nanoseconds // 1000)


def _segment(session_id: str) -> str:
    """Return the id as a segment of a path.

    `.` and `..` would be removed from the path by a browser, even if percent-encoded. The dashboard
    takes them encoded twice, and ids that look like that encoded once more.
    """
    encoded = quote(session_id, safe="")
    if _DOTS.fullmatch(session_id):
        return quote(encoded.replace(".", "%2E"), safe="")
    return encoded
