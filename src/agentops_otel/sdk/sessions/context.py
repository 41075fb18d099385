"""Make sessions and spans current in a context, and take them back.

Each is a frame, stored in OpenTelemetry's context next to the current span. A frame refers to the
context below it, so taking it back needs no token: if the frame is on top, the context below
becomes current again; in another task or thread, or out of order, what is current stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from opentelemetry.context import Context, attach, create_key, get_current, set_value
from opentelemetry.trace import INVALID_SPAN, Span, get_current_span, set_span_in_context

from agentops_otel.sdk.sessions import baggage, runtime

if TYPE_CHECKING:
    from agentops_otel.sdk.sessions.membership import Membership
    from agentops_otel.sdk.sessions.session import Session

_FRAME: Final = create_key("agentops-frame")


class Frame:
    """A session with its span, or the span of an operation, made current in a context.

    Attributes:
        below: The context that it was put on; current again when the frame is taken back.
        span: Its span.
        session: Its session; None for an operation.
        membership: What the spans of that session share.
    """

    __slots__ = ("_innermost_below", "below", "membership", "session", "span")

    def __init__(self, below: Context, session: Session | None = None) -> None:
        self.below = below
        self.session = session
        self.span: Span = INVALID_SPAN
        beneath = top(below)
        # Not itself: a cycle would keep every ended session until a garbage collection.
        self._innermost_below = None if session else beneath and beneath.innermost
        self.membership: Membership | None = None
        if session is not None:
            self.membership = session.membership
        elif beneath is not None:
            self.membership = beneath.membership

    def context(self) -> Context:
        """Return the context below with this frame and its span on top."""
        return set_span_in_context(self.span, self.announced())

    def announced(self) -> Context:
        """Return the context in which the frame's span starts: with the frame, without the span."""
        return set_value(_FRAME, self, self.below)

    @property
    def innermost(self) -> Frame | None:
        """The frame of the innermost session: this one or one below."""
        return self._innermost_below if self.session is None else self

    @property
    def is_starting(self) -> bool:
        """Whether this is the frame of a session whose own span is just being created."""
        return self.session is not None and self.span is INVALID_SPAN

    def sessions(self) -> Iterator[Session]:
        """Yield the sessions of this frame and of those below, innermost first."""
        frame = self.innermost
        while frame is not None:
            if frame.session is not None:
                yield frame.session
            beneath = top(frame.below)
            frame = beneath and beneath.innermost

    def renew_beneath(self, membership: Membership, renewed: Callable[[Context], Context]) -> None:
        """Apply `renewed` to every context below in which this session becomes current again."""
        frame, beneath = self, top(self.below)
        while beneath is not None:
            if beneath.membership is membership:
                frame.below = renewed(frame.below)
            frame, beneath = beneath, top(beneath.below)

    def leave(self) -> None:
        """Take the frame back at the end of its block of code, with anything left on top of it.

        A session that was started on top of it and is still open stays current. An operation
        restores what was current before it, even a session that has ended since: a thread or task
        that outlives its session stays in it.
        """
        current = get_current()
        beneath = settled(self.below) if self.session else self.below
        if top(current) is self:
            attach(beneath)
        else:
            self._take_out_of(current, lambda _: beneath)
        # Tasks that were started on top of it may long outlive it and start further tasks. They
        # need only the sessions below; anything more would accumulate with every task.
        self.below = _sessions_of(beneath, self.session)

    def end(self) -> None:
        """Take the frame back where its session ends, underneath what others have made current."""
        current = get_current()
        self.below = settled(self.below)
        if top(current) is not self:
            self._take_out_of(current, self.replaced_in)
        elif get_current_span(current) is self.span:
            attach(self.replaced_in(current))

    def replaced_in(self, context: Context) -> Context:
        """Return a context whose top frame, this one, is replaced by what is below it.

        What others have put into the context since then is kept.
        """
        own, replaced = self.context(), self.below
        for key, value in context.items():
            if own.get(key) is not value:
                replaced = set_value(key, value, replaced)
        return baggage.named_as_in(self.below, replaced)

    def _take_out_of(self, context: Context, replaced: Callable[[Context], Context]) -> None:
        """Make the frame directly above this one lead back to what is below this one."""
        frame = top(context)
        while frame is not None:
            if top(frame.below) is self:
                if get_current_span(frame.below) is self.span:
                    frame.below = replaced(frame.below)
                return
            frame = top(frame.below)


def top(context: Context) -> Frame | None:
    """Return the frame on top of a context."""
    return context.get(_FRAME)  # type: ignore[return-value]  # Nobody else has the key.


def settled(context: Context) -> Context:
    """Return a context with the ended sessions on its top removed."""
    while True:
        frame = top(context)
        if frame is None or frame.session is None or frame.session.is_open:
            return context
        if get_current_span(context) is not frame.span:
            return context
        context = frame.replaced_in(context)


def _sessions_of(context: Context, left: Session | None) -> Context:
    """Return a context with only the open sessions of another one, except `left`."""
    frame = top(context)
    innermost = frame and frame.innermost
    while innermost is not None and innermost.session is not None:
        if innermost.session.is_open and innermost.session is not left:
            return set_value(_FRAME, innermost, Context())
        beneath = top(innermost.below)
        innermost = beneath and beneath.innermost
    return Context()


def open_session(context: Context) -> Session | None:
    """Return the innermost session of a context that has not ended."""
    frame = top(context)
    if frame is None:
        return None
    return next((session for session in frame.sessions() if session.is_open), None)


def enter(span: Span, session: Session | None = None) -> Frame:
    """Make a span, and its session if given, current in the calling context."""
    frame = Frame(get_current(), session)
    frame.span = span
    attach(frame.context())
    return frame


def announce(membership: Membership, *, is_new: bool = False) -> None:
    """Update the baggage of the calling context, if this session is current in it.

    Unless the session is new, also update the contexts in which it becomes current again.
    """
    if not runtime.current().propagates_baggage:
        return
    current = get_current()
    frame = top(current)
    if frame is None:
        return
    announced = partial(baggage.announced, membership)
    if frame.membership is membership:
        attach(announced(current))
    if not is_new:
        frame.renew_beneath(membership, announced)


def leave(session: Session) -> None:
    """Take back a session that has ended elsewhere, at the end of its block of code."""
    frame = top(get_current())
    while frame is not None and frame.session is not session:
        frame = top(frame.below)
    if frame is not None:
        frame.leave()


def innermost_of(frames: Sequence[Frame]) -> Frame:
    """Return the one of these frames nearest the top of the calling context, else the newest."""
    frame = top(get_current())
    while frame is not None and frame not in frames:
        frame = top(frame.below)
    return frame or frames[-1]
