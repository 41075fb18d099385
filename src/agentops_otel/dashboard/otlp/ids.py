"""Ids between OTLP's bytes and the lowercase hex that everything else uses.

https://www.w3.org/TR/trace-context/#trace-id: an id of zeros only is none.
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.otlp.errors import RejectedError

_NO_TRACE: Final = bytes(16)
_NO_SPAN: Final = bytes(8)


def trace_id_hex(trace_id: bytes) -> str:
    """Give the hex form of a span's trace id.

    Raises:
        RejectedError: It has a wrong length, or only zeros.
    """
    return _hex("trace_id", trace_id, _NO_TRACE)


def span_id_hex(span_id: bytes) -> str:
    """Give the hex form of a span's id.

    Raises:
        RejectedError: It has a wrong length, or only zeros.
    """
    return _hex("span_id", span_id, _NO_SPAN)


def parent_id_hex(span_id: bytes) -> str:
    """Give the hex form of a parent's id; an absent one, or zeros, is empty.

    Raises:
        RejectedError: It has a wrong length.
    """
    if not span_id or span_id == _NO_SPAN:
        return ""
    return _hex("parent_span_id", span_id, _NO_SPAN)


def _hex(name: str, given: bytes, none: bytes) -> str:
    if len(given) != len(none):
        raise RejectedError(f"{name} has {len(given)} bytes, not {len(none)}")
    if given == none:
        raise RejectedError(f"{name} has only zeros")
    return given.hex()
