"""Which session a span belongs to, by the context that it starts in."""

from __future__ import annotations

from opentelemetry.context import Context
from opentelemetry.trace import get_current_span

from agentops_otel.sdk.sessions import baggage, runtime
from agentops_otel.sdk.sessions.carried import carried_in
from agentops_otel.sdk.sessions.context import open_session, top
from agentops_otel.sdk.sessions.membership import Membership
from agentops_otel.sdk.sessions.open_spans import membership_of


def membership_in(context: Context) -> Membership | None:
    """Return the session that a span which starts in this context belongs to.

    It is the context's session; else that of the parent span, even one that has ended; else one
    that was carried here from another process, or, where baggage is propagated, that its baggage
    names; else the automatic one while it is open. Of a context, too, the automatic session comes
    after all others, except for its own span: it is there for what has no other.
    """
    frame = top(context)
    membership = frame.membership if frame is not None else None
    if frame is None or membership is None or not membership.is_open:
        return membership_of(get_current_span(context)) or _membership_beyond(context)
    if not membership.is_automatic or frame.is_starting:
        return membership
    parent = get_current_span(context)
    is_below_its_own = frame.session is not None and frame.span is parent
    return (None if is_below_its_own else membership_of(parent)) or _membership_beyond(context)


def outer_membership(context: Context) -> Membership | None:
    """Return the innermost open session of a context that is not the automatic one."""
    session = open_session(context)
    return session.membership if session and not session.membership.is_automatic else None


def _membership_beyond(context: Context) -> Membership | None:
    """Return the session of a context whose innermost one has ended, or is none."""
    membership = outer_membership(context) or _arrived(context)
    if membership is not None:
        return membership
    automatic = runtime.automatic()
    return automatic.membership if automatic else None


def _arrived(context: Context) -> Membership | None:
    """Return the session of another process that a context has come from.

    Not the automatic session of this context, which its own baggage names, nor that which it has
    come from: what is started in it belongs to the automatic session.
    """
    elsewhere = _elsewhere(context)
    frame = top(context)
    innermost = frame and frame.innermost
    if elsewhere and innermost and innermost.membership and innermost.membership.is_automatic:
        origin = _elsewhere(innermost.below)
        if elsewhere.id in {innermost.membership.id, origin and origin.id}:
            return None
    return elsewhere


def _elsewhere(context: Context) -> Membership | None:
    membership = carried_in(context)
    if membership is None and runtime.current().propagates_baggage:
        return baggage.received(context)
    return membership
