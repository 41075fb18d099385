"""Write a session's attributes onto spans, beside what their authors set there.

The public way (`span.attributes`, `span.set_attributes`) costs as much as a third of a whole
span, and what it writes may push the author's attributes out of a full span. So where the SDK's
span has the shape that is known from OpenTelemetry 1.40 to 1.45, its attribute store is written
directly; `_store` is the one function that knows this shape, and any other takes the public way.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from opentelemetry.attributes import BoundedAttributes
from opentelemetry.trace import Span
from opentelemetry.util.types import AttributeValue

Attributes = Mapping[str, AttributeValue]

_NOTHING: Final[tuple[str, ...]] = ()


def stamp(span: Span, attributes: Attributes) -> tuple[str, ...]:
    """Give a span that is just starting the attributes that its author did not set.

    They go before the author's, so that a full span loses them first and not the author's;
    `restore` brings them back when the span ends.

    Returns:
        The keys for which the span had no room.
    """
    store = _store(span)
    if store is None:
        _set_missing(span, attributes)
        return _NOTHING
    present = store._dict  # noqa: SLF001
    merged = {**attributes, **present}
    left_out = _NOTHING
    if store.maxlen is not None and len(merged) > store.maxlen:
        room = max(0, store.maxlen - len(present))
        missing = [key for key in attributes if key not in present]
        left_out = tuple(missing[room:])
        merged = {**{key: attributes[key] for key in missing[:room]}, **present}
    store._dict = merged if type(present) is dict else OrderedDict(merged)  # noqa: SLF001
    return left_out


def restamp(span: Span, before: Attributes, after: Attributes) -> None:
    """Bring an open span's stamp up to date, where it still carries what was stamped before."""
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    store = _store(span)
    if store is None:
        present = getattr(span, "attributes", None) or {}
        due = {key: value for key, value in changed.items() if _is_ours(key, present, before)}
        if due and span.is_recording():
            span.set_attributes(due)
        return
    # Changed in place: an allocation could start a garbage collection, which could end this very
    # span, which would wait for its lock.
    with span._lock:  # type: ignore[attr-defined]  # noqa: SLF001  # Checked by _store.
        if not span.is_recording():
            return
        present = store._dict  # noqa: SLF001
        for key, value in changed.items():
            has_room = key in present or store.maxlen is None or len(present) < store.maxlen
            if has_room and _is_ours(key, present, before):
                present[key] = value


def restore(span: Span, attributes: Attributes, left_out: tuple[str, ...]) -> None:
    """Give a span that is just ending what a full attribute store has pushed out of it."""
    store = _store(span, has_length_limit=True)
    if store is None or not (store.dropped or left_out):
        return
    present = store._dict  # noqa: SLF001
    missing = {key: value for key, value in attributes.items() if key not in present}
    store._dict = {**present, **missing}  # noqa: SLF001
    pushed_out = sum(key not in left_out for key in missing)
    store.dropped = max(0, store.dropped - pushed_out)


def _store(span: Span, *, has_length_limit: bool = False) -> Any | None:
    """Return a span's attribute store if it has the known shape.

    A store with a limit on the length of values is for the public way, which cuts them; only
    `restore` puts back what has been cut before.
    """
    store = getattr(span, "_attributes", None)
    if type(store) is not BoundedAttributes or not hasattr(span, "_lock"):
        return None
    if type(getattr(store, "_dict", None)) not in _DICTIONARIES:
        return None
    if not hasattr(store, "dropped") or not hasattr(store, "maxlen"):
        return None
    if store.max_value_len is not None and not has_length_limit:
        return None
    return store


_DICTIONARIES: Final = (dict, OrderedDict)


def _set_missing(span: Span, attributes: Attributes) -> None:
    present = getattr(span, "attributes", None) or {}
    missing = {key: value for key, value in attributes.items() if key not in present}
    if missing and span.is_recording():
        span.set_attributes(missing)


def _is_ours(key: str, present: Attributes, before: Attributes) -> bool:
    return key not in present or (key in before and present[key] == before[key])
