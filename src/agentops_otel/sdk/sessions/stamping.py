"""Write a session's attributes onto spans, next to what their authors set.

The public way (`span.attributes`, `span.set_attributes`) costs as much as a third of a whole
span, and may push the author's attributes out of a full span. So if a span has the shape known
from OpenTelemetry 1.40 to 1.45, which only `_store` knows, its attribute store is written directly
and its limit is raised by the number of attributes written. Any other span takes the public way.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from contextlib import nullcontext
from functools import partial
from itertools import islice
from typing import Any, Final

from opentelemetry.attributes import BoundedAttributes
from opentelemetry.trace import Span
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.sessions.changing import is_held_here, unlocked
from agentops_otel.semconv import AGENTOPS_PREFIX, SPAN_KIND

Attributes = Mapping[str, AttributeValue]

NOTHING: Final[Attributes] = {}

# Before 1.45 it becomes an OrderedDict when the first attribute is pushed out.
_DICTIONARIES: Final = (dict, OrderedDict)


def stamp(span: Span, attributes: Attributes) -> Attributes:
    """Add attributes to a span that is just starting, except those that its author has set.

    Returns:
        Those that the author has set; on an operation's span also our own (`agentops.*`).
    """
    store = _store(span)
    if store is None or store.max_value_len is not None:
        # The public way cuts values to the limit.
        return _stamp_publicly(span, attributes)
    present = store._dict  # noqa: SLF001
    count = len(present)
    for key, value in attributes.items():
        present.setdefault(key, value)
    added = len(present) - count
    if store.maxlen:
        store.maxlen += added
    if added == len(attributes) and SPAN_KIND not in present:
        return NOTHING
    # The author's attributes come first, even those that equal what would have been stamped.
    # Read from a copy, since another thread may be adding a tag at this moment.
    return _own(dict(islice(present.copy().items(), count)), attributes)


def restamp(span: Span, before: Attributes, after: Attributes, own: Attributes) -> None:
    """Update the stamp of an open span, except attributes that its author has overwritten.

    Args:
        span: The span.
        before: The stamp that it has.
        after: The stamp that it should have.
        own: What `stamp` returned for it.
    """
    changed = {
        key: value for key, value in after.items() if before.get(key) != value and key not in own
    }
    store = _store(span)
    if store is None or store.max_value_len is not None:
        present, kept = _attributes(span), _as_kept(span, before)
        due = {key: value for key, value in changed.items() if _is_ours(key, present, kept)}
        if due and span.is_recording():
            unlocked(span, partial(span.set_attributes, due))
        return
    # Changed in place: an allocation could trigger a garbage collection, which could end this very
    # span, and that would wait for the lock held here.
    with _NO_LOCK if is_held_here(span) else getattr(span, "_lock", _NO_LOCK):
        if not span.is_recording():
            return
        present = store._dict  # noqa: SLF001
        for key, value in changed.items():
            if not _is_ours(key, present, before):
                continue
            if key not in present and key in before:
                store.dropped -= 1  # Pushed out, and now back.
            elif key not in present and store.maxlen:
                store.maxlen += 1
            present[key] = value


def put(span: Span, key: str, value: AttributeValue) -> None:
    """Set an attribute of ours on an open span, without pushing out one of its author's."""
    store = _store(span)
    if store is not None and store.maxlen == 0:
        # The public way would drop it.
        if span.is_recording():
            store._dict[key] = value  # noqa: SLF001
        return
    if store is not None and store.maxlen and key not in store._dict:  # noqa: SLF001
        store.maxlen += 1
    span.set_attribute(key, value)


def is_authors(span: Span, key: str, stamped: Attributes) -> bool:
    """Return whether a span has this attribute from its author, not from the stamp."""
    store = _store(span)
    present = _attributes(span) if store is None else store._dict  # noqa: SLF001
    return key in present and not (key in stamped and present[key] == stamped[key])


def is_limited(span: Span) -> bool:
    """Return whether a span's attribute limit may push out attributes that can be restored."""
    store = _store(span)
    return store is not None and store.maxlen is not None


def has_lost(span: Any) -> bool:
    """Return whether a span's attribute limit has pushed out any attribute."""
    try:
        return bool(span._attributes.dropped)  # noqa: SLF001
    except AttributeError:
        return False


def restore(span: Span, attributes: Attributes) -> None:
    """Restore attributes that the limit has pushed out of a span that is just ending."""
    store = _store(span)
    if store is None:
        return
    present = store._dict  # noqa: SLF001
    missing = {key: value for key, value in attributes.items() if key not in present}
    present.update(missing)
    store.dropped = max(0, store.dropped - len(missing))


def own_of(span: Span) -> Attributes:
    """Return what to restore on a span outside any session: our own attributes of an operation."""
    store = _store(span)
    present = _attributes(span) if store is None else store._dict  # noqa: SLF001
    return _own(present, NOTHING) if SPAN_KIND in present else NOTHING


_NO_LOCK: Final = nullcontext()


def _store(span: Any) -> Any | None:
    """Return a span's attribute store; None if it does not have the known shape."""
    try:
        store = span._attributes  # noqa: SLF001
        if type(store) is BoundedAttributes and type(store._dict) in _DICTIONARIES:  # noqa: SLF001
            return store
    except AttributeError:
        pass
    return None


def _stamp_publicly(span: Span, attributes: Attributes) -> Attributes:
    present = _attributes(span)
    missing = {key: value for key, value in attributes.items() if key not in present}
    is_plain = len(missing) == len(attributes) and SPAN_KIND not in present
    own = NOTHING if is_plain else _own(present, attributes)
    if missing and span.is_recording():
        span.set_attributes(missing)
    return own


def _attributes(span: Span) -> Attributes:
    return getattr(span, "attributes", None) or NOTHING


def _as_kept(span: Any, attributes: Attributes) -> Attributes:
    """Return attributes as a span stores them: strings cut to its length limit, if it has one."""
    longest = getattr(getattr(span, "_limits", None), "max_span_attribute_length", None)
    if longest is None:
        return attributes
    return {key: _cut(value, longest) for key, value in attributes.items()}


def _cut(value: Any, longest: int) -> Any:
    if isinstance(value, str):
        return value[:longest]
    return tuple(_cut(one, longest) for one in value) if isinstance(value, tuple) else value


def _own(given: Attributes, stamped: Attributes) -> Attributes:
    """Return the given attributes that are also in the stamp, or that are named as ours."""
    return {
        key: value
        for key, value in given.items()
        if key in stamped or key.startswith(AGENTOPS_PREFIX)
    }


def _is_ours(key: str, present: Attributes, before: Attributes) -> bool:
    return key not in present or (key in before and present[key] == before[key])
