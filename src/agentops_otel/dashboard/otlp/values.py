"""Attribute values between OTLP's messages and Python, types kept."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from itertools import islice
from typing import Any, Final

from agentops_otel.dashboard.model import AttributeValue

_SCALARS: Final = frozenset(
    ("string_value", "int_value", "double_value", "bool_value", "bytes_value")
)

# SDKs keep 128 of each kind by default.
MAX_ATTRIBUTES: Final = 16_384


def beyond(items: Sized, most: int) -> int:
    """Tell how many items are left out where at most so many are kept."""
    return len(items) - most if len(items) > most else 0


def read_attributes(
    pairs: Iterable[Any], most: int | None = MAX_ATTRIBUTES
) -> dict[str, AttributeValue]:
    """Read the first `KeyValue` messages; of a repeated key the last one counts."""
    attributes: dict[str, AttributeValue] = {}
    for pair in islice(pairs, most):
        value = pair.value
        # Most are texts, every attribute of every span comes by here, and asking which field is
        # set costs as much as reading one.
        attributes[pair.key] = value.string_value or read_value(value)
    return attributes


def read_value(value: Any) -> AttributeValue:
    """Read an `AnyValue` message; one without a value is None."""
    kind = value.WhichOneof("value")
    if kind in _SCALARS:
        return getattr(value, kind)
    if kind == "array_value":
        return tuple([read_value(each) for each in value.array_value.values])
    if kind == "kvlist_value":
        return read_attributes(value.kvlist_value.values, most=None)
    return None
