"""The body of a request: read, counted and decompressed within bounds."""

from __future__ import annotations

import zlib
from typing import Final

from starlette.requests import Request

from agentops_otel.dashboard.receiver.budget import Reservation

# OTLP exporters cut their requests at a few MiB; the collector's receiver has the same 20 MiB.
MAX_BODY_BYTES: Final = 20 * 1024 * 1024
MAX_DECODED_BYTES: Final = 64 * 1024 * 1024

_ZLIB_OR_GZIP: Final = zlib.MAX_WBITS | 32
_RAW_DEFLATE: Final = -zlib.MAX_WBITS
_STEP: Final = 1024 * 1024


class BodyTooLargeError(ValueError):
    """The body is larger than the receiver takes, as sent or decompressed."""


class CorruptBodyError(ValueError):
    """The body is not compressed as its header says."""


class UnsupportedEncodingError(ValueError):
    """The body is compressed in a way that the receiver does not know."""


async def read_body(request: Request, reservation: Reservation) -> bytes:
    """Read a request's body and decompress it.

    Raises:
        BodyTooLargeError: It is larger than `MAX_BODY_BYTES`, or `MAX_DECODED_BYTES` decompressed.
        CorruptBodyError: It is not compressed as `Content-Encoding` says.
        UnsupportedEncodingError: `Content-Encoding` is not identity, gzip or deflate.
        OverloadedError: The server holds too much already.
    """
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "deflate"}:
        raise UnsupportedEncodingError(f"Content-Encoding {encoding} is not gzip or deflate")
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
        raise BodyTooLargeError(f"the body has {announced} bytes; at most {MAX_BODY_BYTES}")
    body = bytearray()
    async for chunk in request.stream():
        if len(body) + len(chunk) > MAX_BODY_BYTES:
            raise BodyTooLargeError(f"the body has more than {MAX_BODY_BYTES} bytes")
        reservation.grow(len(chunk))
        body += chunk
    if encoding in {"", "identity"}:
        return bytes(body)
    return decompress(bytes(body), reservation)


def decompress(body: bytes, reservation: Reservation) -> bytes:
    """Decompress gzip, of any number of members, or deflate, with or without zlib's header.

    Raises:
        BodyTooLargeError: It is larger than `MAX_DECODED_BYTES`.
        CorruptBodyError: It is neither.
        OverloadedError: The server holds too much already.
    """
    try:
        return _decompress(body, reservation, _ZLIB_OR_GZIP)
    except zlib.error as error:
        try:
            return _decompress(body, reservation, _RAW_DEFLATE)
        except zlib.error:
            raise CorruptBodyError(f"the body cannot be decompressed: {error}") from None


def _decompress(body: bytes, reservation: Reservation, wbits: int) -> bytes:
    decoded = bytearray()
    while body:
        member = zlib.decompressobj(wbits)
        while not member.eof:
            chunk = member.decompress(body, _STEP)
            body = member.unconsumed_tail
            if len(decoded) + len(chunk) > MAX_DECODED_BYTES:
                raise BodyTooLargeError(f"decompressed it has more than {MAX_DECODED_BYTES} bytes")
            reservation.grow(len(chunk))
            decoded += chunk
            if not chunk and not body and not member.eof:
                raise zlib.error("it ends too early")
        body = member.unused_data
    return bytes(decoded)
