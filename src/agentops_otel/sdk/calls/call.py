"""One call of a decorated function, from its start to its only end.

`Operation` and `SessionOperation` describe how the calls of one function are traced. They start a
`Call`, which the function's wrapper ends when the body has succeeded or failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from opentelemetry.context import attach, get_current
from opentelemetry.trace import Status, StatusCode
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.calls.content import Content, put_unless_authors
from agentops_otel.sdk.host.guard import guarded, swallow
from agentops_otel.sdk.sessions import runtime
from agentops_otel.sdk.sessions.context import Frame
from agentops_otel.sdk.sessions.open_spans import end_once, hold
from agentops_otel.sdk.sessions.opening import open_new
from agentops_otel.sdk.sessions.session import Session
from agentops_otel.sdk.sessions.span_events import Raised
from agentops_otel.sdk.sessions.state import SUCCESS, caused_by
from agentops_otel.sdk.values.text import qualified_type_name
from agentops_otel.semconv import ERROR_TYPE


class Call(Protocol):
    """A running call. It is ended once, by either method."""

    def succeed(self, result: object = None) -> None:
        """End the call after its body returned."""

    def fail(self, exception: BaseException) -> None:
        """End the call after its body raised; the wrapper raises the exception again."""


class Traced(Protocol):
    """How the calls of one function are traced."""

    def begin(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
        """Start a call with these arguments, in the calling context."""


@dataclass(frozen=True)
class Operation:
    """Calls that are each a child span.

    Attributes:
        name: The spans' name.
        attributes: The spans' initial attributes, our own first: a full span loses its oldest ones,
            and only our own can be restored.
        own: Our own among these attributes.
        content: What is captured of the calls.
    """

    name: str
    attributes: Mapping[str, AttributeValue]
    own: Mapping[str, AttributeValue]
    content: Content

    def begin(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
        """Start the call's span and make it current."""
        try:
            context = get_current()
            span = runtime.current().tracer.start_span(
                self.name, context, attributes=self.attributes
            )
            hold(span, self.own)
            frame = Frame(context)
            frame.span = span
            attach(frame.context())
        except Exception as fault:  # noqa: BLE001  # Like `guarded`, with a result.
            swallow("starting an operation", fault)
            return _UNTRACED
        self.content.capture_arguments(span, args, kwargs)
        return _OperationCall(frame, self.content)


@dataclass(frozen=True)
class SessionOperation:
    """Calls that are each a session."""

    name: str
    tags: object
    attributes: Mapping[str, AttributeValue]
    content: Content

    def begin(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
        """Start the call's session and make it current."""
        try:
            session = open_new(self.name, self.tags, attributes=self.attributes)
        except Exception as fault:  # noqa: BLE001  # Like `guarded`, with a result.
            swallow("starting a session", fault)
            return _UNTRACED
        self.content.capture_arguments(session.span, args, kwargs)
        return _SessionCall(session, self.content)


class _OperationCall:
    __slots__ = ("_content", "_frame")

    def __init__(self, frame: Frame, content: Content) -> None:
        self._frame = frame
        self._content = content

    def succeed(self, result: object = None) -> None:
        try:
            self._frame.leave()
            self._content.capture_result(self._frame.span, result)
            end_once(self._frame.span)
        except Exception as fault:  # noqa: BLE001  # Like `guarded`, at a fraction of the cost.
            swallow("ending an operation", fault)

    def fail(self, exception: BaseException) -> None:
        with guarded("ending an operation"):
            self._frame.leave()
            span = self._frame.span
            ending = caused_by(exception)
            if ending.state == "error" and span.is_recording():
                Raised(exception).record_on(span)
                put_unless_authors(span, ERROR_TYPE, qualified_type_name(exception))
                span.set_status(Status(StatusCode.ERROR, ending.reason))
            end_once(span)


class _SessionCall:
    __slots__ = ("_content", "_session")

    def __init__(self, session: Session, content: Content) -> None:
        self._session = session
        self._content = content

    def succeed(self, result: object = None) -> None:
        with guarded("ending a session"):
            self._content.capture_result(self._session.span, result)
            self._session.finish(SUCCESS, with_block=True)

    def fail(self, exception: BaseException) -> None:
        with guarded("ending a session"):
            self._session.finish(caused_by(exception), Raised(exception), with_block=True)


class _Untraced:
    def succeed(self, result: object = None) -> None:
        """Do nothing; the call could not be traced."""

    def fail(self, exception: BaseException) -> None:
        """Do nothing; the call could not be traced."""


_UNTRACED: Final = _Untraced()
