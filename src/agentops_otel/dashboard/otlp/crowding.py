"""Guards against bodies of very many tiny parts, which decode to far more memory than their size.

An empty span event takes two bytes in protobuf and about two hundred in memory, so a body is
limited in parts as well as in bytes. Counting parts takes as long as decoding, so the bytes are
scanned first: the length of a short part is a small number.
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.otlp.errors import MalformedError

# A span of an agent has about a hundred parts, and an exporter sends a few hundred spans at once.
MAX_PARTS: Final = 2**21

# Bodies up to this size are harmless whatever they contain.
_ALWAYS_FINE_BYTES: Final = 64 * 1024

_SHORT: Final = 8
_SHORT_LENGTHS: Final = bytes(range(_SHORT + 1))
# A part that is not short takes its tag, its length and its content.
_LONG_BYTES: Final = _SHORT + 3

# In ordinary protobuf one byte in thirty is a small number; in JSON one in fourteen is structure.
_ORDINARY_SHARE: Final = 8
_DECODED_BYTES: Final = 64


class CrowdedError(MalformedError):
    """The body has more parts than the server decodes."""

    def __init__(self) -> None:
        super().__init__(f"the body has more than {MAX_PARTS} parts")


def extra_bytes(body: bytes, encoding: str) -> int:
    """Estimate the bytes that decoding takes beyond those for an ordinary body of that size."""
    if len(body) <= _ALWAYS_FINE_BYTES:
        return 0
    small = _structure(body) if encoding == "json" else _short_lengths(body)
    return _DECODED_BYTES * max(0, small - len(body) // _ORDINARY_SHARE)


def may_be_crowded(body: bytes) -> bool:
    """Return whether a protobuf body might have more than `MAX_PARTS` submessages.

    If so, its parts have to be counted.
    """
    if len(body) <= 2 * MAX_PARTS:
        return False
    return _short_lengths(body) + len(body) // _LONG_BYTES > MAX_PARTS


def refuse_crowded_json(body: bytes) -> None:
    """Limit the objects, lists and members of a JSON body.

    Brackets and commas in strings count too.

    Raises:
        CrowdedError: It has too many.
    """
    if len(body) > MAX_PARTS and _structure(body) > 2 * MAX_PARTS:
        raise CrowdedError


class PartCount:
    """Counts the parts of one body while they are visited."""

    def __init__(self) -> None:
        self._parts = 0

    def add(self) -> None:
        """Count one part.

        Raises:
            CrowdedError: It exceeds the limit.
        """
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise CrowdedError


def _short_lengths(body: bytes) -> int:
    return len(body) - len(body.translate(None, _SHORT_LENGTHS))


def _structure(body: bytes) -> int:
    return sum(map(body.count, (b"{", b"[", b",")))
