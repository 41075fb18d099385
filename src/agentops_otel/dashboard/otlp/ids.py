"""Ids between OTLP's bytes and the lowercase hex that everything else uses.

https://www.w3.org/TR/trace-context/#trace-id: an id of zeros only is none.
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.otlp.errors import RejectedError

_TRACE_ID_BYTES: Final = 16
_SPAN_ID_BYTES: Final = 8
_NO_TRACE: Final = bytes(_TRACE_ID_BYTES)
_NO_SPAN: Final = bytes(_SPAN_ID_BYTES)


def trace_id_hex(trace_id: bytes) -> str:
    """Give the hex form of a span's trace id.

    Raises:
        RejectedError: It has a wrong length, or only zeros.
    """
    if len(trace_id) != _TRACE_ID_BYTES:
        raise RejectedError(f"trace_id has {len(trace_id)} bytes, not {_TRACE_ID_BYTES}")
    if trace_id == _NO_TRACE:
        raise RejectedError("trace_id has only zeros")
    return trace_id.hex()


def span_id_hex(span_id: bytes) -> str:
    """Give the hex form of a span's id.

    Raises:
        RejectedError: It has a wrong length, or only zeros.
    """
    if len(span_id) != _SPAN_ID_BYTES:
        raise RejectedError(f"span_id has {len(span_id)} bytes, not {_SPAN_ID_BYTES}")
    if span_id == _NO_SPAN:
        raise RejectedError("span_id has only zeros")
    return span_id.hex()


def parent_id_hex(span_id: bytes) -> str:
    """Give the hex form of a parent's id; an absent one, or zeros, is empty.

    Raises:
        RejectedError: It has a wrong length.
    """
    if not span_id or span_id == _NO_SPAN:
        return ""
    if len(span_id) != _SPAN_ID_BYTES:
        raise RejectedError(f"parent_span_id has {len(span_id)} bytes, not {_SPAN_ID_BYTES}")
    return span_id.hex()
