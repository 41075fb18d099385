"""Ids in paths: one percent-encoded segment each."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

_ENCODED_DOTS: Final = re.compile("(?:%(?:25)*2E){1,2}", re.IGNORECASE)


def decoded_id(segment: str) -> str:
    """Return the id that a segment of a path stands for, as it was sent.

    The ids `.` and `..` are encoded twice, as `%252E` and `%252E%252E`: browsers and other clients
    take `%2E` in a path for a dot (WHATWG URL, single-dot and double-dot path segments), and remove
    the segment. Ids that would look the same, such as `%2E`, are encoded once more as well.
    """
    decoded = unquote(segment)
    return unquote(decoded) if _ENCODED_DOTS.fullmatch(decoded) else decoded
