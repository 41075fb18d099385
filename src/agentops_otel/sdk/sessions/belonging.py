"""Find the session that a span belongs to, from the context that it starts in."""

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

    That is the first of: the context's innermost session, if open; the session of the parent span,
    even if ended; an outer open session of the context; one that was carried here from another
    process or, if baggage is propagated, that the baggage names; the automatic one while it is
    open. The automatic session comes last even where it is the innermost one, except for its own
    span: it is meant for spans that have no other session.
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
    """Return the innermost open session of a context; None if that is the automatic one."""
    session = open_session(context)
    return session.membership if session and not session.membership.is_automatic else None


def _membership_beyond(context: Context) -> Membership | None:
    """Return the session of a context beyond its innermost one and its parent span."""
    membership = outer_membership(context) or _arrived(context)
    if membership is not None:
        return membership
    automatic = runtime.automatic()
    return automatic.membership if automatic else None


def _arrived(context: Context) -> Membership | None:
    """Return the session of another process that a context came from.

    Inside the automatic session, the baggage names that session itself, or the one that it was
    started in. Neither counts: what starts in the automatic session belongs to it.
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
