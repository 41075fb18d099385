"""Split a batch of spans into requests small enough for any receiver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.util.types import Attributes

# A collector's gRPC receiver accepts 4 MiB by default; the estimate is within a few percent.
MAX_REQUEST_BYTES: Final = 3 * 1024 * 1024

# Bytes of OTLP's framing: ids and times of a span, headers of keys and values.
_SPAN_BYTES: Final = 72
_EVENT_BYTES: Final = 24
_LINK_BYTES: Final = 40
_ATTRIBUTE_BYTES: Final = 12
_ELEMENT_BYTES: Final = 4
_NUMBER_BYTES: Final = 9
_MAX_CHARACTER_BYTES: Final = 3


def cut_by_size(
    spans: Sequence[ReadableSpan], limit: int = MAX_REQUEST_BYTES
) -> Iterator[list[ReadableSpan]]:
    """Yield the spans in parts of at most `limit` bytes; a larger span goes alone."""
    part: list[ReadableSpan] = []
    size = 0
    for span in spans:
        span_size = estimated_size(span)
        if part and size + span_size > limit:
            yield part
            part, size = [], 0
        part.append(span)
        size += span_size
    if part:
        yield part


def estimated_size(span: ReadableSpan) -> int:
    """Return an estimate of a span's size as OTLP, in bytes, at most a few percent too low."""
    size = _SPAN_BYTES + _value_size(span.name) + _attributes_size(span.attributes)
    for event in span.events:
        size += _EVENT_BYTES + _value_size(event.name) + _attributes_size(event.attributes)
    for link in span.links:
        size += _LINK_BYTES + _attributes_size(link.attributes)
    return size


def _attributes_size(attributes: Attributes) -> int:
    if not attributes:
        return 0
    # Reading a copy, which the SDK's attribute mappings can make, is ten times as fast.
    copy: Callable[[], Mapping[str, object]] | None = getattr(attributes, "copy", None)
    plain = copy() if copy is not None else attributes
    size = _ATTRIBUTE_BYTES * len(plain)
    for key, value in plain.items():
        if type(value) is str and value.isascii():
            size += len(key) + len(value)
        else:
            size += len(key) + _value_size(value)
    return size


def _value_size(value: object) -> int:
    if isinstance(value, str):
        return len(value) if value.isascii() else _MAX_CHARACTER_BYTES * len(value)
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(_ATTRIBUTE_BYTES + _value_size(k) + _value_size(v) for k, v in value.items())
    if isinstance(value, Sequence):
        return _ELEMENT_BYTES * len(value) + _elements_size(value)
    return _NUMBER_BYTES


def _elements_size(values: Sequence[Any]) -> int:
    try:
        return _value_size("".join(values))
    except TypeError:
        return sum(map(_value_size, values))
