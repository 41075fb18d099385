"""Reads the body of a request and decompresses it, within limits."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import ClassVar, Final

from starlette.requests import Request

from agentops_otel.dashboard.otlp.requests import MAX_REQUEST_BYTES
from agentops_otel.dashboard.receiver.budget import Reservation

MAX_DECODED_BYTES: Final = 32 * 1024 * 1024

# A body holds part of the memory budget until it is complete, so it must arrive at this rate, apart
# from a stall that every connection may have.
_BYTES_PER_SECOND: Final = 64 * 1024
_PATIENCE_SECONDS: Final = 10

_ZLIB_OR_GZIP: Final = zlib.MAX_WBITS | 32
_RAW_DEFLATE: Final = -zlib.MAX_WBITS
_STEP: Final = 1024 * 1024

# Each member copies what follows it in the slice it was read from.
_SLICE: Final = 64 * 1024
_MAX_MEMBERS: Final = 1024


class BodyTooLargeError(ValueError):
    """The body is larger than the receiver accepts, as sent or decompressed."""


class CorruptBodyError(ValueError):
    """The body does not match its `Content-Encoding`, or has more members than anybody sends."""


class SlowBodyError(Exception):
    """The body arrives so slowly that it keeps memory from others."""


# `zlib` is the collector's name for HTTP's deflate.
_COMPRESSED: Final = frozenset(("gzip", "x-gzip", "deflate", "zlib"))
_AS_IT_IS: Final = frozenset(("", "identity", "none"))


class UnsupportedEncodingError(ValueError):
    """The body is compressed in a way that the receiver does not support."""

    accepted: ClassVar = "gzip, deflate"


def is_compressed(request: Request) -> bool:
    """Return whether a body has to be decompressed, according to its `Content-Encoding`.

    Raises:
        UnsupportedEncodingError: It is not gzip or deflate, or it is compressed repeatedly.
    """
    given = ",".join(request.headers.getlist("content-encoding"))
    named = [each.strip().lower() for each in given.split(",")]
    encodings = [each for each in named if each not in _AS_IT_IS]
    if len(encodings) > 1 or not _COMPRESSED.issuperset(encodings):
        raise UnsupportedEncodingError(f"Content-Encoding {given} is not gzip or deflate")
    return bool(encodings)


async def read_body(request: Request, reservation: Reservation) -> bytes:
    """Read a request's body as it was sent.

    Raises:
        BodyTooLargeError: It is larger than `MAX_REQUEST_BYTES`.
        SlowBodyError: It arrives at less than 64 KiB/s, after a grace period of ten seconds.
        OverloadedError: The server holds too much already.
    """
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > MAX_REQUEST_BYTES:
        raise BodyTooLargeError(f"the body has {announced} bytes; at most {MAX_REQUEST_BYTES}")
    body = bytearray()
    chunks = request.stream()
    start = time.monotonic()
    while True:
        patience = _PATIENCE_SECONDS + len(body) / _BYTES_PER_SECOND
        chunk = await _next(chunks, start + patience - time.monotonic())
        if chunk is None:
            return bytes(body)
        if len(body) + len(chunk) > MAX_REQUEST_BYTES:
            raise BodyTooLargeError(f"the body has more than {MAX_REQUEST_BYTES} bytes")
        reservation.grow(len(chunk))
        body += chunk


async def _next(chunks: AsyncIterator[bytes], seconds: float) -> bytes | None:
    """Return the next chunk, or None at the end."""
    try:
        return await asyncio.wait_for(anext(chunks, None), seconds)
    except asyncio.TimeoutError:
        raise SlowBodyError(f"the body comes at less than {_BYTES_PER_SECOND} bytes/s") from None


def decompress(body: bytes, reservation: Reservation) -> bytes:
    """Decompress gzip with one or more members, or deflate with or without zlib's header.

    It may take long; call it outside the event loop.

    Raises:
        BodyTooLargeError: It is larger than `MAX_DECODED_BYTES`.
        CorruptBodyError: It is neither, or has more than a thousand members.
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
    try:
        for chunk in _chunks(memoryview(body), wbits):
            if len(decoded) + len(chunk) > MAX_DECODED_BYTES:
                raise BodyTooLargeError(f"decompressed it has more than {MAX_DECODED_BYTES} bytes")
            reservation.grow(len(chunk))
            decoded += chunk
    except zlib.error:
        reservation.shrink(len(decoded))
        raise
    return bytes(decoded)


def _chunks(body: memoryview, wbits: int) -> Iterator[bytes]:
    position = members = 0
    while position < len(body):
        members += 1
        if members > _MAX_MEMBERS:
            raise CorruptBodyError(f"the body has more than {_MAX_MEMBERS} compressed members")
        member = zlib.decompressobj(wbits)
        while not member.eof:
            part = body[position : position + _SLICE]
            chunk = member.decompress(part, _STEP)
            position += len(part) - len(member.unconsumed_tail) - len(member.unused_data)
            if not chunk and position == len(body) and not member.eof:
                raise zlib.error("it ends too early")
            yield chunk
