"""Give every span its session: find which, write it on the span, note when the span ends.

A span processor sees every span of its provider, whoever makes it, on the caller's thread: so it
must not raise, and must not cost more than a fraction of making the span.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final
from weakref import ref

from opentelemetry.context import Context, get_current
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.trace import Span as AnySpan
from opentelemetry.trace import SpanKind, get_current_span

from agentops_otel.sdk.host.guard import guarded, swallow, warn_once
from agentops_otel.sdk.sessions import baggage, runtime
from agentops_otel.sdk.sessions.carried import carried_in
from agentops_otel.sdk.sessions.context import open_session, top
from agentops_otel.sdk.sessions.ended import happening
from agentops_otel.sdk.sessions.membership import Membership, known
from agentops_otel.sdk.sessions.stamping import (
    NOTHING,
    Attributes,
    has_lost,
    is_limited,
    own_of,
    restamp,
    restore,
    stamp,
)

_SWEEP_AT_LEAST: Final = 256


# What is known of an open span: the span, as long as somebody else refers to it; its session, or
# None; what its author has set of the session's attributes, and of ours an operation. It is a
# plain tuple because one is made for every span.
_Entry = tuple["ref[AnySpan]", "Membership | None", Attributes]

# The open spans by their ids, by which alone a child may know its parent. A span that nobody
# ends is swept out when it is gone.
_open: Final[dict[int, _Entry]] = {}
_sweep_at = _SWEEP_AT_LEAST

# The spans that were alive when this process was forked off; they are the parent's to export.
_inherited: set[int] = set()


class SessionSpanProcessor(SpanProcessor):
    """Make every span of a provider carry the session that it belongs to.

    Args:
        on_shutdown: Called before the provider shuts down, while spans can still end.
    """

    def __init__(self, on_shutdown: Callable[[], None]) -> None:
        self._on_shutdown = on_shutdown

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Stamp a span with the session that its parent context, or its parent, is in."""
        try:
            context = get_current() if parent_context is None else parent_context
            membership = membership_in(context)
            span_id = span.context.span_id
            reference: ref[AnySpan] = ref(span)
            # Known before it is stamped, or tags that are added in between would miss it.
            _open[span_id] = (reference, membership, NOTHING)
            own = stamp(span, membership.stamp) if membership else own_of(span)
            if own:
                _open[span_id] = (reference, membership, own)
            if len(_open) > _sweep_at:
                _sweep()
            if membership and membership.is_automatic:
                _warn_of_server(span, context)
        except Exception as fault:  # noqa: BLE001  # As `guarded`, at a fraction of the cost.
            swallow("stamping a span", fault)

    def _on_ending(self, span: Span) -> None:
        """Bring back what the span's attribute limit has pushed out."""
        try:
            if has_lost(span):
                _complete(span)
        except Exception as fault:  # noqa: BLE001  # As `guarded`, at a fraction of the cost.
            swallow("completing a span", fault)

    def on_end(self, span: ReadableSpan) -> None:
        """Note the span in its session's trail."""
        try:
            context = span.context
            entry = _open.pop(context.span_id, None) if context else None
            membership = entry[1] if entry else None
            if (
                membership is None
                or membership.trail is None
                or (_inherited and is_inherited(span))
            ):
                return
            what = happening(span)
            if what[1] != "session":
                membership.trail.add(what)
        except Exception as fault:  # noqa: BLE001  # As `guarded`, at a fraction of the cost.
            swallow("noting a span", fault)

    def shutdown(self) -> None:
        """End the open sessions, so that they are exported too."""
        with guarded("shutting down"):
            self._on_shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:  # noqa: ARG002
        """Return True: nothing is held back here."""
        return True


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


def membership_of(span: AnySpan) -> Membership | None:
    """Return the session that a span belongs to, as far as this process knows."""
    context = span.get_span_context()
    entry = _open.get(context.span_id)
    if entry is not None:
        return entry[1]
    if not context.is_valid:
        return None
    return known.find(context.span_id, getattr(span, "attributes", None))


def is_inherited(span: AnySpan | ReadableSpan) -> bool:
    """Return whether a span was started before this process was forked off."""
    context = span.get_span_context() if _inherited else None
    return context is not None and context.span_id in _inherited


def hold(span: AnySpan, attributes: Attributes) -> None:
    """Bring these attributes of ours back, too, where the span's limit pushes them out."""
    if is_limited(span):
        span_id = span.get_span_context().span_id
        entry = _open.get(span_id)
        if entry is not None:
            reference, membership, own = entry
            _open[span_id] = (reference, membership, {**attributes, **own})


def update_stamps(membership: Membership, before: Attributes, after: Attributes) -> None:
    """Bring the open spans of a session up to date with a stamp that has changed."""
    for reference, its_membership, own in _open.copy().values():
        span = reference() if its_membership is membership else None
        if span is not None:
            restamp(span, before, after, own)


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


def _complete(span: Span) -> None:
    entry = _open.get(span.get_span_context().span_id)
    if entry is not None:
        _, membership, own = entry
        restore(span, {**(membership.stamp if membership else NOTHING), **own})


def _warn_of_server(span: Span, context: Context) -> None:
    automatic = runtime.automatic()
    if (
        span.kind is SpanKind.SERVER
        and automatic is not None
        and get_current_span(context) is automatic.span
    ):
        warn_once(
            "server in the automatic session",
            "Requests are answered inside the automatic session, which makes all of them one "
            "trace; call init(auto_start_session=False) and start a session for each",
        )


def _sweep() -> None:
    global _sweep_at  # noqa: PLW0603  # It goes with the number of spans.
    for span_id, (reference, _, _) in _open.copy().items():
        if reference() is None:
            _open.pop(span_id, None)
    _sweep_at = max(_SWEEP_AT_LEAST, 2 * len(_open))


def _inherit() -> None:
    _inherited.update(_open)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_inherit)
