"""Write a session's attributes onto spans, beside what their authors set there.

The public way (`span.attributes`, `span.set_attributes`) costs as much as a third of a whole
span, and what it writes may push the author's attributes out of a full span. So where the SDK's
span has the shape that is known from OpenTelemetry 1.40 to 1.45, its attribute store is written
directly, and its limit raised by what is written; `_store` knows this shape, and any other takes
the public way.
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

# The second from the first attribute that is pushed out on, before 1.45.
_DICTIONARIES: Final = (dict, OrderedDict)


def stamp(span: Span, attributes: Attributes) -> Attributes:
    """Give a span that is just starting the attributes that its author did not set.

    Returns:
        What the author has set of these attributes; of an operation's span also what is ours.
    """
    store = _store(span)
    if store is None or store.max_value_len is not None:
        # Values that are to be cut are cut the public way.
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
    # What was there before stands first, also where it is what would have been stamped.
    # Of a copy, since a tag that is added elsewhere in this moment would change what is read.
    return _own(dict(islice(present.copy().items(), count)), attributes)


def restamp(span: Span, before: Attributes, after: Attributes, own: Attributes) -> None:
    """Bring an open span's stamp up to date, where it still carries what was stamped before.

    Args:
        span: The span.
        before: The stamp that it was given.
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
    # Changed in place: an allocation could start a garbage collection, which could end this very
    # span, which would wait for its lock.
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
    """Set an attribute of ours on a span that has started, at no cost to its author's."""
    store = _store(span)
    if store is not None and store.maxlen == 0:
        # The public way leaves everything out.
        if span.is_recording():
            store._dict[key] = value  # noqa: SLF001
        return
    if store is not None and store.maxlen and key not in store._dict:  # noqa: SLF001
        store.maxlen += 1
    span.set_attribute(key, value)


def is_authors(span: Span, key: str, stamped: Attributes) -> bool:
    """Return whether a span has an attribute that is not what was stamped on it."""
    store = _store(span)
    present = _attributes(span) if store is None else store._dict  # noqa: SLF001
    return key in present and not (key in stamped and present[key] == stamped[key])


def is_limited(span: Span) -> bool:
    """Return whether a span's attribute limit may push out what can be brought back."""
    store = _store(span)
    return store is not None and store.maxlen is not None


def has_lost(span: Any) -> bool:
    """Return whether a span's attribute limit has pushed something out of it."""
    try:
        return bool(span._attributes.dropped)  # noqa: SLF001
    except AttributeError:
        return False


def restore(span: Span, attributes: Attributes) -> None:
    """Give a span that is just ending back what its attribute limit has pushed out."""
    store = _store(span)
    if store is None:
        return
    present = store._dict  # noqa: SLF001
    missing = {key: value for key, value in attributes.items() if key not in present}
    present.update(missing)
    store.dropped = max(0, store.dropped - len(missing))


def own_of(span: Span) -> Attributes:
    """Return what to bring back of a span that is in no session: of an operation's, our own."""
    store = _store(span)
    present = _attributes(span) if store is None else store._dict  # noqa: SLF001
    return _own(present, NOTHING) if SPAN_KIND in present else NOTHING


_NO_LOCK: Final = nullcontext()


def _store(span: Any) -> Any | None:
    """Return a span's attribute store if it has the known shape."""
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
    """Return attributes as a span keeps them: texts cut where it has a limit on their length."""
    longest = getattr(getattr(span, "_limits", None), "max_span_attribute_length", None)
    if longest is None:
        return attributes
    return {key: _cut(value, longest) for key, value in attributes.items()}


def _cut(value: Any, longest: int) -> Any:
    if isinstance(value, str):
        return value[:longest]
    return tuple(_cut(one, longest) for one in value) if isinstance(value, tuple) else value


def _own(given: Attributes, stamped: Attributes) -> Attributes:
    """Return what a span has been given of what is stamped, and of what is named as ours."""
    return {
        key: value
        for key, value in given.items()
        if key in stamped or key.startswith(AGENTOPS_PREFIX)
    }


def _is_ours(key: str, present: Attributes, before: Attributes) -> bool:
    return key not in present or (key in before and present[key] == before[key])
