"""The open spans of this process: the session of each, and the attributes set by its author.

They are looked up by span id, which may be all that a child knows of its parent.
"""

from __future__ import annotations

from typing import Final
from weakref import ref

from opentelemetry.sdk.trace import ReadableSpan, Span
from opentelemetry.trace import Span as AnySpan

from agentops_otel.sdk.host.fork import call_in_child
from agentops_otel.sdk.sessions.membership import Membership, known
from agentops_otel.sdk.sessions.stamping import (
    NOTHING,
    Attributes,
    is_limited,
    own_of,
    restamp,
    restore,
    stamp,
)

_SWEEP_AT_LEAST: Final = 256

# What is known of an open span: a weak reference to it; the membership of its session, or None;
# the attributes to keep, which are those of the stamp that its author has set, and our own on an
# operation. A plain tuple, because one is created for every span.
_Entry = tuple["ref[AnySpan]", "Membership | None", Attributes]

# By span id. The entry of a span that was never ended is swept out after the span is collected.
_entries: Final[dict[int, _Entry]] = {}
_sweep_at = _SWEEP_AT_LEAST

# Ids of the spans that were open when this process was forked; its parent exports them.
_inherited: Final[set[int]] = set()


def add(span: Span, membership: Membership | None) -> None:
    """Register a span that is just starting, and stamp it with its session."""
    span_id = span.context.span_id
    reference: ref[AnySpan] = ref(span)
    # Registered before it is stamped, or tags that are added in between would miss it.
    _entries[span_id] = (reference, membership, NOTHING)
    own = stamp(span, membership.stamp) if membership else own_of(span)
    if own:
        _entries[span_id] = (reference, membership, own)
    if len(_entries) > _sweep_at:
        _sweep()


def remove(span: ReadableSpan) -> Membership | None:
    """Forget a span that has ended, and return the session that it was in, if any.

    For a span that was started before this process was forked, return None: it is the parent's.
    """
    context = span.context
    entry = _entries.pop(context.span_id, None) if context else None
    return entry[1] if entry and not (_inherited and is_inherited(span)) else None


def membership_of(span: AnySpan) -> Membership | None:
    """Return the session that a span, open or ended, belongs to, as far as this process knows."""
    context = span.get_span_context()
    entry = _entries.get(context.span_id)
    if entry is not None:
        return entry[1]
    if not context.is_valid:
        return None
    return known.find(context.span_id, getattr(span, "attributes", None))


def hold(span: AnySpan, attributes: Attributes) -> None:
    """Also restore these attributes of ours if the span's limit pushes them out."""
    if is_limited(span):
        span_id = span.get_span_context().span_id
        entry = _entries.get(span_id)
        if entry is not None:
            reference, membership, own = entry
            _entries[span_id] = (reference, membership, {**attributes, **own})


def hold_of_session(span: AnySpan, attributes: Attributes) -> None:
    """Count what a session's own span started with as its stamp, except these attributes."""
    span_id = span.get_span_context().span_id
    entry = _entries.get(span_id)
    if entry is not None:
        reference, membership, given = entry
        own = {key: given.get(key, value) for key, value in attributes.items()}
        _entries[span_id] = (reference, membership, own)


def complete(span: Span) -> None:
    """Restore what a span's attribute limit has pushed out of its stamp."""
    entry = _entries.get(span.get_span_context().span_id)
    if entry is not None:
        _, membership, own = entry
        restore(span, {**(membership.stamp if membership else NOTHING), **own})


def update_stamps(membership: Membership, before: Attributes, after: Attributes) -> None:
    """Apply a changed stamp to the open spans of a session."""
    for reference, its_membership, own in _entries.copy().values():
        span = reference() if its_membership is membership else None
        if span is not None:
            restamp(span, before, after, own)


def open_ones() -> tuple[AnySpan, ...]:
    """Return the open spans that are still referenced elsewhere, oldest first."""
    spans = (reference() for reference, _, _ in _entries.copy().values())
    return tuple(span for span in spans if span is not None)


def end_once(span: AnySpan) -> None:
    """End a span, unless it has ended or the parent process is the one to end it."""
    if span.is_recording() and not is_inherited(span):
        span.end()


def is_inherited(span: AnySpan | ReadableSpan) -> bool:
    """Return whether a span was started before this process was forked."""
    context = span.get_span_context() if _inherited else None
    return context is not None and context.span_id in _inherited


def _sweep() -> None:
    global _sweep_at  # noqa: PLW0603  # It follows the number of spans.
    for span_id, (reference, _, _) in _entries.copy().items():
        if reference() is None:
            _entries.pop(span_id, None)
    _sweep_at = max(_SWEEP_AT_LEAST, 2 * len(_entries))


def _inherit() -> None:
    _inherited.update(_entries)


call_in_child(_inherit)
