"""Converts attribute values from OTLP's messages to Python, preserving their types."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from agentops_otel.dashboard.model import AttributeValue
from agentops_otel.dashboard.otlp.shallow import shallow

_KeyValue: Final = shallow(KeyValue.DESCRIPTOR)

_SCALARS: Final = frozenset(
    ("string_value", "int_value", "double_value", "bool_value", "bytes_value")
)

# SDKs keep 128 of each kind by default.
MAX_ATTRIBUTES: Final = 16_384

# In bytes. Names of sessions, users and models are shorter.
_LONGEST_REMEMBERED: Final = 256


def beyond(items: Sized, most: int) -> int:
    """Return how many items exceed a limit."""
    return len(items) - most if len(items) > most else 0


def read_attributes(
    encoded: Iterable[bytes], most: int | None = MAX_ATTRIBUTES
) -> dict[str, AttributeValue]:
    """Read the first `most` encoded `KeyValue` messages; the last one of a repeated key wins."""
    return dict(
        [
            _remembered(each) if len(each) <= _LONGEST_REMEMBERED else _read_pair(each)
            for each in islice(encoded, most)
        ]
    )


def _read_pair(encoded: bytes) -> tuple[str, AttributeValue]:
    pair = _KeyValue.FromString(encoded)
    value = pair.value
    # Most values are strings, and asking which field is set costs as much as reading one.
    return pair.key, value.string_value or read_value(value)


_remembered: Final = lru_cache(maxsize=2048)(_read_pair)


def read_value(value: Any) -> AttributeValue:
    """Read a shallow `AnyValue` message; one without a value becomes None."""
    kind = value.WhichOneof("value")
    if kind in _SCALARS:
        return getattr(value, kind)
    if kind == "array_value":
        return tuple([read_value(each) for each in value.array_value.values])
    if kind == "kvlist_value":
        return read_attributes(value.kvlist_value.values, most=None)
    return None
