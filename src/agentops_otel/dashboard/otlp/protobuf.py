"""Repairs protobuf requests that the library refuses to parse.

The library refuses a whole request for one string that is not UTF-8, or one value nested too deep.
Exporters do send such strings (cut in the middle of a character), so a refused request is read
again: its strings are repaired, and what is still unreadable is left out. That is a whole record,
or only the attribute in what records share (a resource, a scope).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError

from agentops_otel.dashboard.otlp.crowding import PartCount, may_be_crowded
from agentops_otel.dashboard.otlp.errors import MalformedError
from agentops_otel.dashboard.otlp.losses import Losses
from agentops_otel.dashboard.otlp.signals import SHARED, Signal

# https://protobuf.dev/programming-guides/encoding/#structure
_VARINT, _FIXED64, _LENGTH_DELIMITED, _FIXED32 = 0, 1, 2, 5
_FIXED_WIDTHS: Final = {_FIXED64: 8, _FIXED32: 4}
_MAX_VARINT_BYTES: Final = 10

# The library parses no deeper (https://protobuf.dev/programming-guides/proto-limits/).
_MAX_DEPTH: Final = 100


# Wraps the content of a message in all the messages around it, as the library parses it.
_Enclose: TypeAlias = Callable[[bytes], bytes]


def readable_protobuf(signal: Signal, body: bytes, losses: Losses) -> bytes:
    """Return a request that the library can parse, repaired if necessary.

    Records in `losses` what had to be left out.

    Raises:
        MalformedError: It is not a request of this signal, or has too many parts.
    """
    if may_be_crowded(body):
        _count(signal.request.DESCRIPTOR, body, PartCount())
    try:
        signal.request.FromString(body)
    except DecodeError:
        pass
    else:
        return body
    try:
        readable = _Mending(signal, losses).readable(body)
        signal.request.FromString(readable)
    except DecodeError as error:
        raise MalformedError(f"the body is not OTLP {signal.name} in protobuf: {error}") from None
    return readable


def _count(descriptor: Any, encoded: bytes, count: PartCount, depth: int = 0) -> None:
    """Count the parts of a message, including nested ones as deep as the library parses."""
    try:
        for part in _parts(encoded):
            count.add()
            field = descriptor.fields_by_number.get(part.number)
            if field is not None and _is_message(field, part) and depth < _MAX_DEPTH:
                _count(field.message_type, part.content, count, depth + 1)
    except DecodeError:
        return  # Parsing it will report the error.


def _is_message(field: Any, part: _Part) -> bool:
    is_message = field.type == FieldDescriptor.TYPE_MESSAGE
    return is_message and part.wire_type == _LENGTH_DELIMITED


class _Mending:
    """Repairs one request part by part; leaves out what stays unreadable."""

    def __init__(self, signal: Signal, losses: Losses) -> None:
        self._request = signal.request
        self._path = (signal.resources, signal.scopes, signal.records)
        self._losses = losses
        self._count = PartCount()

    def readable(self, body: bytes) -> bytes:
        """Return the repaired request.

        Raises:
            DecodeError: It is not a request.
        """
        return self._nested(self._request.DESCRIPTOR, body, self._path, bytes)

    def _nested(
        self, descriptor: Any, encoded: bytes, path: tuple[str, ...], enclose: _Enclose
    ) -> bytes:
        mended = bytearray()
        for part in _parts(encoded):
            self._count.add()
            field = descriptor.fields_by_number.get(part.number)
            if field is None or field.name != path[0] or part.wire_type != _LENGTH_DELIMITED:
                mended += self._shared(descriptor, part, enclose)
                continue
            try:
                if path[1:]:
                    content = self._nested(
                        field.message_type, part.content, path[1:], _around(part, enclose)
                    )
                    mended += part.with_content(content)
                else:
                    mended += self._checked(field, part, enclose)
            except DecodeError as error:
                lost = self._losses.parts if path[1:] else self._losses.records
                lost.append(str(error))
        return bytes(mended)

    def _shared(self, descriptor: Any, part: _Part, enclose: _Enclose) -> bytes:
        """Repair what records share; of a resource or scope, leave out only unreadable parts."""
        field = descriptor.fields_by_number.get(part.number)
        try:
            return self._checked(field, part, enclose)
        except DecodeError as error:
            name = "an unknown field" if field is None else field.name
            reason = f"{name} of a {descriptor.name}: {error}"
        if name not in SHARED or part.wire_type != _LENGTH_DELIMITED:
            self._losses.parts.append(reason)
            return b""
        kept = bytearray()
        try:
            for inner in _parts(part.content):
                self._count.add()
                kept += self._shared(field.message_type, inner, _around(part, enclose))
        except DecodeError:
            self._losses.parts.append(reason)
        return part.with_content(bytes(kept))

    def _checked(self, field: Any, part: _Part, enclose: _Enclose) -> bytes:
        mended = _mended_part(field, part, self._count)
        self._request.FromString(enclose(mended))
        return mended


def _around(part: _Part, enclose: _Enclose) -> _Enclose:
    return lambda content: enclose(part.with_content(content))


def _mended(descriptor: Any, encoded: bytes, count: PartCount, depth: int) -> bytes:
    """Replace invalid UTF-8 in all strings of a message with U+FFFD."""
    mended = bytearray()
    for part in _parts(encoded):
        count.add()
        field = descriptor.fields_by_number.get(part.number)
        mended += _mended_part(field, part, count, depth)
    return bytes(mended)


def _mended_part(field: Any, part: _Part, count: PartCount, depth: int = 0) -> bytes:
    if field is None or part.wire_type != _LENGTH_DELIMITED or depth > _MAX_DEPTH:
        return part.encoded
    if field.type == FieldDescriptor.TYPE_STRING:
        return part.with_content(part.content.decode("utf-8", "replace").encode())
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        return part.with_content(_mended(field.message_type, part.content, count, depth + 1))
    return part.encoded


class _Part(NamedTuple):
    """One field of an encoded message; `content` is empty unless it is length-delimited."""

    number: int
    wire_type: int
    encoded: bytes
    content: bytes

    def with_content(self, content: bytes) -> bytes:
        """Encode the same field with other content."""
        tag = _encode_varint(self.number << 3 | self.wire_type)
        return tag + _encode_varint(len(content)) + content


def _parts(encoded: bytes) -> Iterator[_Part]:
    position = 0
    while position < len(encoded):
        start = position
        tag, position = _decode_varint(encoded, position)
        wire_type, content_start = tag & 7, position
        if wire_type == _VARINT:
            _, position = _decode_varint(encoded, position)
        elif wire_type in _FIXED_WIDTHS:
            position += _FIXED_WIDTHS[wire_type]
        elif wire_type == _LENGTH_DELIMITED:
            length, content_start = _decode_varint(encoded, position)
            position = content_start + length
        else:
            raise DecodeError(f"there is no wire type {wire_type}")
        if position > len(encoded):
            raise DecodeError("it ends in the middle of a field")
        content = encoded[content_start:position] if wire_type == _LENGTH_DELIMITED else b""
        yield _Part(tag >> 3, wire_type, encoded[start:position], content)


def _decode_varint(encoded: bytes, position: int) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(encoded[position : position + _MAX_VARINT_BYTES]):
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:  # noqa: PLR2004 - the continuation bit
            return value, position + index + 1
    raise DecodeError("it ends in the middle of a number")


def _encode_varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits per byte
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
