"""The part of a record that no column holds, as bytes; and the blocks that keep many of them.

A block belongs to one session and holds the contents that one commit brought for it: repeated
keys and prompts compress to a quarter of what they would take one by one, and a session's text is
gone with its blocks. Contents are JSON with OTLP's types kept.
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

# Stands before a key that plain JSON could not tell from one of the markers here.
_MARK: Final = "\0"
_BYTES: Final = "\0bytes"
_NOT_FINITE: Final = "\0float"
_PLAIN: Final = frozenset((str, int, bool, type(None)))

CODEC_ZLIB: Final = 1


def encode(*parts: Any) -> bytes:
    """Encode the parts of a content, each made by one of the functions below or plain JSON."""
    return orjson.dumps(parts)


def decode(content: bytes) -> list[Any]:
    """Give the parts of a content again."""
    try:
        parts: list[Any] = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise StoreDamagedError(f"a content in the file is damaged: {error}") from None
    return parts


def digest(*parts: bytes) -> int:
    """Give 64 bits by which two contents are told apart, as SQLite's integer."""
    state = hashlib.blake2b(digest_size=8)
    for part in parts:
        state.update(part)
    return int.from_bytes(state.digest(), "big", signed=True)


def compress(contents: bytes) -> bytes:
    """Compress a block. Level 1: higher ones take twice the time for a third less."""
    return zlib.compress(contents, 1)


def decompress(codec: int, block: bytes) -> bytes:
    """Decompress a block."""
    if codec != CODEC_ZLIB:
        raise StoreDamagedError(f"a block has codec {codec}, which this release does not know")
    try:
        return zlib.decompress(block)
    except zlib.error as error:
        raise StoreDamagedError(f"a content in the file is damaged: {error}") from None


def pack_attributes(attributes: Attributes) -> dict[str, Any]:
    """Make attributes fit for JSON."""
    packed = dict(attributes)
    for key, value in attributes.items():
        if type(value) not in _PLAIN:
            packed[key] = _pack(value)
    return packed


def unpack_attributes(packed: dict[str, Any]) -> dict[str, AttributeValue]:
    """Give the attributes again."""
    return {
        key: value if type(value) in _PLAIN else _unpack(value) for key, value in packed.items()
    }


def pack_value(value: AttributeValue) -> Any:
    """Make a single value fit for JSON."""
    return value if type(value) in _PLAIN else _pack(value)


def unpack_value(packed: Any) -> AttributeValue:
    """Give the value again."""
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
    """Make a span event fit for JSON."""
    return [
        event.name,
        event.time_unix_nano,
        pack_attributes(event.attributes),
        event.dropped_attributes_count,
    ]


def unpack_event(packed: list[Any]) -> Event:
    """Give the span event again."""
    name, time_unix_nano, attributes, dropped = packed
    return Event(name, time_unix_nano, unpack_attributes(attributes), dropped)


def pack_link(link: Link) -> list[Any]:
    """Make a link fit for JSON."""
    return [
        link.trace_id,
        link.span_id,
        link.trace_state,
        pack_attributes(link.attributes),
        link.dropped_attributes_count,
        link.flags,
    ]


def unpack_link(packed: list[Any]) -> Link:
    """Give the link again."""
    trace_id, span_id, trace_state, attributes, dropped, flags = packed
    return Link(trace_id, span_id, trace_state, unpack_attributes(attributes), dropped, flags)
