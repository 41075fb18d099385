"""Converts ids from OTLP's bytes to the lowercase hex used everywhere else.

An id of only zeros is invalid: https://www.w3.org/TR/trace-context/#trace-id
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.otlp.errors import RejectedError

_NO_TRACE: Final = bytes(16)
_NO_SPAN: Final = bytes(8)


def trace_id_hex(trace_id: bytes) -> str:
    """Return a span's trace id in hex.

    Raises:
        RejectedError: It has a wrong length, or only zeros.
    """
    return _hex("trace_id", trace_id, _NO_TRACE)


def span_id_hex(span_id: bytes) -> str:
    """Return a span's id in hex.

    Raises:
        RejectedError: It has a wrong length, or only zeros.
    """
    return _hex("span_id", span_id, _NO_SPAN)


def parent_id_hex(span_id: bytes) -> str:
    """Return a parent span's id in hex; an absent one, or only zeros, becomes an empty string.

    Raises:
        RejectedError: It has a wrong length.
    """
    if not span_id or span_id == _NO_SPAN:
        return ""
    return _hex("parent_span_id", span_id, _NO_SPAN)


def hex_if_valid(identifier: bytes, *, length: int) -> str:
    """Return an id in hex; one of another length, or only zeros, becomes an empty string."""
    return identifier.hex() if len(identifier) == length and any(identifier) else ""


def _hex(name: str, given: bytes, none: bytes) -> str:
    if len(given) != len(none):
        raise RejectedError(f"{name} has {len(given)} bytes, not {len(none)}")
    if given == none:
        raise RejectedError(f"{name} has only zeros")
    return given.hex()
