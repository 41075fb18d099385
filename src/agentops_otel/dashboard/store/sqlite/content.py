"""Encoding of the contents of records, which no column holds, and of the blocks that store them.

A block belongs to one session and holds the contents that one commit brought for it. With repeated
keys and prompts, it takes a quarter of what the contents would take if compressed one by one, and a
session's text is erased with its blocks. Contents are JSON that preserves OTLP's types.
"""

from __future__ import annotations

import base64
import hashlib
import math
import zlib
from collections.abc import Mapping
from typing import Any, Final

import orjson

from agentops_otel.dashboard.model import Attributes, AttributeValue, Event, Link
from agentops_otel.dashboard.store.errors import StoreDamagedError

# Prefix of keys that would otherwise be mistaken for one of the markers here.
_MARK: Final = "\0"
_BYTES: Final = "\0bytes"
_NOT_FINITE: Final = "\0float"
_PLAIN: Final = frozenset((str, int, bool, type(None)))

CODEC_ZLIB: Final = 1


def encode(*parts: Any) -> bytes:
    """Encode the parts of a record's content: results of the functions below, or plain JSON."""
    return orjson.dumps(parts)


def decode(content: bytes) -> list[Any]:
    """Decode the parts of a record's content.

    Raises:
        StoreDamagedError: The content is corrupt.
    """
    try:
        parts: list[Any] = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise StoreDamagedError(f"a content in the file is damaged: {error}") from None
    return parts


def digest(*parts: bytes) -> int:
    """Return a 64-bit hash of some content as a signed integer, as SQLite stores it."""
    state = hashlib.blake2b(digest_size=8)
    for part in parts:
        state.update(part)
    return int.from_bytes(state.digest(), "big", signed=True)


def compress(contents: bytes) -> bytes:
    """Compress a block at level 1: higher levels take twice the time to save a third."""
    return zlib.compress(contents, 1)


def decompress(codec: int, block: bytes) -> bytes:
    """Decompress a block.

    Raises:
        StoreDamagedError: The block is corrupt, or its codec is unknown to this release.
    """
    if codec != CODEC_ZLIB:
        raise StoreDamagedError(f"a block has codec {codec}, which this release does not know")
    try:
        return zlib.decompress(block)
    except zlib.error as error:
        raise StoreDamagedError(f"a content in the file is damaged: {error}") from None


def pack_attributes(attributes: Attributes) -> dict[str, Any]:
    """Convert attributes to JSON values."""
    packed = dict(attributes)
    for key, value in attributes.items():
        if type(value) not in _PLAIN:
            packed[key] = _pack(value)
    return packed


def unpack_attributes(packed: dict[str, Any]) -> dict[str, AttributeValue]:
    """Convert attributes back from JSON values."""
    return {
        key: value if type(value) in _PLAIN else _unpack(value) for key, value in packed.items()
    }


def pack_value(value: AttributeValue) -> Any:
    """Convert an attribute value to a JSON value."""
    return value if type(value) in _PLAIN else _pack(value)


def unpack_value(packed: Any) -> AttributeValue:
    """Convert an attribute value back from a JSON value."""
    return packed if type(packed) in _PLAIN else _unpack(packed)


def _pack(value: AttributeValue) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else {_NOT_FINITE: str(value)}
    if isinstance(value, bytes):
        return {_BYTES: base64.b64encode(value).decode()}
    if isinstance(value, Mapping):
        return {
            _MARK + key if key.startswith(_MARK) else key: pack_value(each)
            for key, each in value.items()
        }
    if _PLAIN.issuperset(map(type, value)):
        return value
    return [pack_value(each) for each in value]


def _unpack(packed: Any) -> AttributeValue:
    if isinstance(packed, float):
        return packed
    if isinstance(packed, list):
        return tuple(unpack_value(each) for each in packed)
    if _NOT_FINITE in packed:
        return float(packed[_NOT_FINITE])
    if _BYTES in packed:
        return base64.b64decode(packed[_BYTES])
    return {key.removeprefix(_MARK): unpack_value(each) for key, each in packed.items()}


def pack_event(event: Event) -> list[Any]:
    """Convert a span event to a JSON value."""
    return [
        event.name,
        event.time_unix_nano,
        pack_attributes(event.attributes),
        event.dropped_attributes_count,
    ]


def unpack_event(packed: list[Any]) -> Event:
    """Convert a span event back from a JSON value."""
    name, time_unix_nano, attributes, dropped = packed
    return Event(name, time_unix_nano, unpack_attributes(attributes), dropped)


def pack_link(link: Link) -> list[Any]:
    """Convert a link to a JSON value."""
    return [
        link.trace_id,
        link.span_id,
        link.trace_state,
        pack_attributes(link.attributes),
        link.dropped_attributes_count,
        link.flags,
    ]


def unpack_link(packed: list[Any]) -> Link:
    """Convert a link back from a JSON value."""
    trace_id, span_id, trace_state, attributes, dropped, flags = packed
    return Link(trace_id, span_id, trace_state, unpack_attributes(attributes), dropped, flags)
