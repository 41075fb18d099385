"""Bodies of very many very small parts, which take far more memory decoded than as they came.

An empty span event is two bytes in protobuf and some two hundred in memory. What a body may hold is
therefore bounded in parts as well as in bytes. Counting parts takes as long as decoding, so first
the bytes are looked at: a short part has a small number for its length.
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.otlp.errors import MalformedError

# A span of an agent has about a hundred parts, and an exporter sends some hundred spans at once.
MAX_PARTS: Final = 2**21

# What is smaller than this cannot do harm, however it is made up.
_ALWAYS_FINE_BYTES: Final = 64 * 1024

_SHORT: Final = 8
_SHORT_LENGTHS: Final = bytes(range(_SHORT + 1))
# A part that is not short takes its tag, its length, and what it holds.
_LONG_BYTES: Final = _SHORT + 3

# One byte in thirty is a small number in ordinary protobuf, one in fourteen structure in JSON.
_ORDINARY_SHARE: Final = 8
_DECODED_BYTES: Final = 64


class CrowdedError(MalformedError):
    """The body has more parts than the server decodes."""

    def __init__(self) -> None:
        super().__init__(f"the body has more than {MAX_PARTS} parts")


def extra_bytes(body: bytes, encoding: str) -> int:
    """Estimate what decoding takes beyond what it takes for an ordinary body of that size."""
    if len(body) <= _ALWAYS_FINE_BYTES:
        return 0
    small = _structure(body) if encoding == "json" else _short_lengths(body)
    return _DECODED_BYTES * max(0, small - len(body) // _ORDINARY_SHARE)


def may_be_crowded(body: bytes) -> bool:
    """Tell whether it takes counting to know that protobuf has at most `MAX_PARTS` submessages."""
    if len(body) <= 2 * MAX_PARTS:
        return False
    return _short_lengths(body) + len(body) // _LONG_BYTES > MAX_PARTS


def refuse_crowded_json(body: bytes) -> None:
    """Bound the objects, lists and members of a JSON text; those quoted in texts count too.

    Raises:
        CrowdedError: It has too many.
    """
    if len(body) > MAX_PARTS and _structure(body) > 2 * MAX_PARTS:
        raise CrowdedError


class PartCount:
    """Counts the parts of one body while they are walked through."""

    def __init__(self) -> None:
        self._parts = 0

    def add(self) -> None:
        """Count one more.

        Raises:
            CrowdedError: It is one too many.
        """
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise CrowdedError


def _short_lengths(body: bytes) -> int:
    return len(body) - len(body.translate(None, _SHORT_LENGTHS))


def _structure(body: bytes) -> int:
    return sum(map(body.count, (b"{", b"[", b",")))
