"""Start and end sessions, and find the current one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from opentelemetry.context import Context, get_current
from opentelemetry.trace import (
    INVALID_SPAN,
    Link,
    Span,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.host.guard import guarded, warn_once
from agentops_otel.sdk.sessions import identity, runtime
from agentops_otel.sdk.sessions.belonging import membership_in, outer_membership
from agentops_otel.sdk.sessions.context import Frame, open_session, settled, top
from agentops_otel.sdk.sessions.membership import Membership
from agentops_otel.sdk.sessions.open_spans import hold_of_session, membership_of
from agentops_otel.sdk.sessions.registry import open_sessions
from agentops_otel.sdk.sessions.session import Session
from agentops_otel.sdk.sessions.span_events import add_event
from agentops_otel.sdk.sessions.state import declared
from agentops_otel.sdk.values.attributes import bounded, readable, session_scoped
from agentops_otel.sdk.values.names import readable_name
from agentops_otel.sdk.values.tags import merge, normalise
from agentops_otel.sdk.values.text import type_name
from agentops_otel.semconv import SESSION_PARENT_ID, SPAN_KIND

_DEFAULT_NAME: Final = "session"


def start_session(
    name: str | None = None,
    *,
    tags: Iterable[object] | Mapping[str, object] | str = (),
    session_id: str | None = None,
    attributes: Mapping[str, AttributeValue] | None = None,
) -> Session:
    """Start a session and make it current in the calling context.

    The session ends with ``end_session()``, or with its block::

        with agentops.start_session("checkout", tags=["beta"]) as session:
            ...

    Args:
        name: The session's name; `session` by default.
        tags: The session's tags: strings, or a mapping, which becomes `key:value` tags.
        session_id: The id of a session to continue, such as the previous turn of a chat or a
            session that another process started. By default a new id.
        attributes: Attributes for every span of the session, such as `user.id`.

    Returns:
        The started session.
    """
    return open_new(name, tags, session_id, attributes)


def end_session(
    session: Session | None = None, state: str = "success", reason: str | None = None
) -> None:
    """End a session, by default the current one.

    Args:
        session: The session to end.
        state: `success`, `error`, `cancelled` or `unfinished`; case does not matter.
        reason: Why the session ended that way.
    """
    with guarded("ending a session"):
        ended = current_session() if session is None else session
        if ended is None:
            return
        if issubclass(type(ended), Session):
            ended.end(state, reason)
        else:
            warn_once(
                "not a session",
                "end_session() was given an object of type %s, not a Session, and has ended "
                "nothing; give the state as end_session(state=…)",
                type_name(ended),
            )


def end_all_sessions(state: str = "success", reason: str | None = None) -> None:
    """End every open session of this process, the newest first.

    Args:
        state: `success`, `error`, `cancelled` or `unfinished`; case does not matter.
        reason: Why the sessions ended that way.
    """
    with guarded("ending all sessions"):
        ending = declared(state, reason)
        for session in reversed(open_sessions()):
            session.finish(ending)


def current_session() -> Session | None:
    """Return the innermost open session of the calling context.

    Returns:
        That session; if there is none, the automatic one while it is open; else None.
    """
    return open_session(get_current()) or runtime.automatic()


def record_event(name: str, attributes: Mapping[str, AttributeValue] | None = None) -> None:
    """Record an event on the current span, or else on the span of the current session.

    If there is neither, nothing happens.

    Args:
        name: What happened.
        attributes: Details of it.
    """
    with guarded("recording an event"):
        span = get_current_span()
        session = current_session()
        if span.is_recording():
            add_event(span, membership_of(span), name, attributes)
        elif session is not None:
            session.record_event(name, attributes)


def open_new(
    name: object,
    tags: object,
    session_id: object = None,
    attributes: object = None,
    *,
    is_automatic: bool = False,
) -> Session:
    """Start a session as `start_session` describes, from unchecked arguments."""
    if runtime.current().has_lost_provider:
        warn_once(
            "session after the end of the provider",
            "Sessions are lost: the program has shut its tracer provider down since init(), or set "
            "it up anew, as logfire.configure() does; call init() again after that",
        )
    context = get_current()
    outer = _outer(context)
    inherited_tags = outer.tags if outer else ()
    inherited_attributes = outer.attributes if outer else {}
    membership = Membership(
        readable_name(session_id) or identity.new_session_id(),
        readable_name(name) or _DEFAULT_NAME,
        merge(runtime.current().default_tags, inherited_tags, normalise(tags)),
        bounded({**inherited_attributes, **session_scoped(readable(attributes))}),
        is_automatic=is_automatic,
    )
    session = Session(membership, _parent_id(membership.id, outer, context))
    frame = Frame(settled(context), session)
    with guarded("starting a session's span"):
        frame.span = _start_span(session, context, frame.announced())
    session.begin(frame)
    return session


def _outer(context: Context) -> Membership | None:
    """Return the open session that a new one is nested in; never the automatic one."""
    outer = membership_in(context)
    if outer is None or not outer.is_open or outer.is_automatic:
        return outer_membership(context)
    return outer


def _parent_id(session_id: str, outer: Membership | None, context: Context) -> str | None:
    """Return the id of the session that a new one is nested in.

    A session that is continued inside itself keeps its parent.
    """
    frame = top(context)
    for enclosing in frame.sessions() if frame else ():
        if enclosing.id == session_id:
            return enclosing.parent_id
    return outer.id if outer and outer.id != session_id else None


def _start_span(session: Session, context: Context, parent: Context) -> Span:
    """Start the span of a session.

    Args:
        session: The session.
        context: The context that is current when it starts.
        parent: The parent context for its span, in which the session is already current.
    """
    links: list[Link] = []
    if _starts_a_trace(context):
        parent = set_span_in_context(INVALID_SPAN, parent)
        automatic = runtime.automatic()
        if automatic is not None and get_current_span(context) is automatic.span:
            links.append(Link(automatic.span.get_span_context()))
    own: dict[str, AttributeValue] = {SPAN_KIND: "session"}
    if session.parent_id is not None:
        own[SESSION_PARENT_ID] = session.parent_id
    span = runtime.current().tracer.start_span(
        session.name,
        parent,
        attributes={**session.membership.stamp, **own},
        links=links,
        start_time=session.start_time_unix_nano,
    )
    hold_of_session(span, own)
    return span


def _starts_a_trace(context: Context) -> bool:
    """Return whether to start a new trace: under the automatic session's span, or an ended one's.

    Under no span at all, a new trace starts anyway.
    """
    parent = get_current_span(context)
    automatic = runtime.automatic()
    if automatic is not None and parent is automatic.span:
        return True
    membership = membership_of(parent)
    return membership is not None and not membership.is_open
