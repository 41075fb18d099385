"""Give every span its session: find which, write it on the span, note when the span ends.

A span processor sees every span of its provider, whoever makes it, on the caller's thread: so it
must not raise, and must not cost more than a fraction of making the span.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping
from typing import Final

from opentelemetry.context import Context, get_current
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.trace import Span as AnySpan
from opentelemetry.trace import SpanContext, SpanKind, get_current_span
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk import baggage, runtime
from agentops_otel.sdk.context import open_session
from agentops_otel.sdk.guard import guarded, swallow, warn_once
from agentops_otel.sdk.membership import Membership
from agentops_otel.sdk.stamping import restamp, restore, stamp
from agentops_otel.semconv import AGENTOPS_PREFIX, SPAN_KIND

_NO_STAMP: Final[Mapping[str, AttributeValue]] = {}
_PLAIN_SPAN: Final = "span"

_Key = tuple[int, int]


class _Link(weakref.ref[AnySpan]):
    """What we know of one span; it goes when the span object goes.

    Attributes:
        key: The span's trace id and span id.
        membership: Its session, or None.
        own: What to bring back beside the session's stamp if the span gets too full.
        left_out: The keys of the stamp for which it had no room.
    """

    __slots__ = ("key", "left_out", "membership", "own")

    key: _Key
    membership: Membership | None
    own: Mapping[str, AttributeValue]
    left_out: tuple[str, ...]


# Every span object that is still referred to, by its ids: a child may know its parent by them
# alone. Ended spans are here too, as long as someone may make them a parent.
_links: Final[dict[_Key, _Link]] = {}

# The spans that were alive when this process was forked off; they are the parent's to export.
_inherited: set[_Key] = set()


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
            _adopt(span, get_current() if parent_context is None else parent_context)
        except Exception as fault:  # noqa: BLE001  # As `guarded`, at a fraction of the cost.
            swallow("stamping a span", fault)

    def _on_ending(self, span: Span) -> None:
        """Bring back what the span's attribute limit has pushed out."""
        try:
            link = _links.get(_key(span.get_span_context()))
            if link is not None:
                wanted = link.membership.stamp if link.membership else _NO_STAMP
                restore(span, {**wanted, **link.own} if link.own else wanted, link.left_out)
        except Exception as fault:  # noqa: BLE001  # As `guarded`, at a fraction of the cost.
            swallow("completing a span", fault)

    def on_end(self, span: ReadableSpan) -> None:
        """Note the span in its session's trail."""
        try:
            _note(span)
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

    It is the context's session; else that of the parent span, even one that has ended; else,
    where baggage is propagated, the one that it names; else the automatic one while it is open.
    """
    session = open_session(context)
    if session is not None:
        return session.membership
    parent = membership_of(get_current_span(context))
    if parent is not None:
        return parent
    if runtime.current().propagates_baggage:
        remote = baggage.received(context)
        if remote is not None:
            return remote
    automatic = runtime.automatic()
    return automatic.membership if automatic else None


def membership_of(span: AnySpan) -> Membership | None:
    """Return the session that a span belongs to, as far as this process knows."""
    link = _links.get(_key(span.get_span_context()))
    return link.membership if link else None


def is_inherited(span: AnySpan | ReadableSpan) -> bool:
    """Return whether a span was started before this process was forked off."""
    context = span.get_span_context() if _inherited else None
    return context is not None and _key(context) in _inherited


def update_stamps(
    membership: Membership,
    before: Mapping[str, AttributeValue],
    after: Mapping[str, AttributeValue],
) -> None:
    """Bring the open spans of a session up to date with a stamp that has changed."""
    for link in tuple(_links.values()):
        span = link() if link.membership is membership else None
        if span is not None:
            restamp(span, before, after)


def _adopt(span: Span, context: Context) -> None:
    span_context = span.get_span_context()
    key = (span_context.trace_id, span_context.span_id)
    link = _Link(span, _forget)
    link.key = key
    link.membership = membership = membership_in(context)
    link.own = _NO_STAMP
    link.left_out = ()
    # Known before it is stamped, or tags that are added in between would miss it.
    _links[key] = link
    attributes = span.attributes or _NO_STAMP
    if membership is None:
        if SPAN_KIND in attributes:
            link.own = _own(attributes, _NO_STAMP)
        return
    wanted = membership.stamp
    if SPAN_KIND in attributes or not wanted.keys().isdisjoint(attributes):
        link.own = _own(attributes, wanted)
    link.left_out = stamp(span, wanted)
    if span.kind is SpanKind.SERVER and membership.is_automatic:
        _warn_of_server_span(context)


def _own(
    attributes: Mapping[str, AttributeValue], wanted: Mapping[str, AttributeValue]
) -> dict[str, AttributeValue]:
    return {
        key: value
        for key, value in attributes.items()
        if (key in wanted and value != wanted[key])
        or (key not in wanted and key.startswith(AGENTOPS_PREFIX))
    }


def _note(span: ReadableSpan) -> None:
    if span.context is None:
        return
    link = _links.get(_key(span.context))
    if link is None or link.membership is None or link.key in _inherited:
        return
    kind = str(link.own.get(SPAN_KIND, _PLAIN_SPAN))
    if kind == "session":
        return
    link.membership.trail.add(
        span.name, kind, span.start_time or 0, span.end_time or 0, span.status.status_code
    )


def _warn_of_server_span(context: Context) -> None:
    automatic = runtime.automatic()
    if automatic is not None and get_current_span(context) is automatic.span:
        warn_once(
            "server in the automatic session",
            "Requests are answered inside the automatic session, which makes all of them one "
            "trace; call init(auto_start_session=False) and start a session for each",
        )


def _key(context: SpanContext) -> _Key:
    return (context.trace_id, context.span_id)


def _forget(link: weakref.ref[AnySpan]) -> None:
    if isinstance(link, _Link) and _links.get(link.key) is link:
        _links.pop(link.key, None)


def _inherit() -> None:
    _inherited.update(_links)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_inherit)
