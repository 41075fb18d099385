"""The place to continue a list from, as an opaque string that is safe in a URL."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Final

from fastapi import HTTPException

from agentops_otel.dashboard.model import Cursor
from agentops_otel.dashboard.surrogates import mended

_MOST_DIGITS: Final = 19


def write_cursor(cursor: Cursor | None, listing: str) -> str | None:
    """Return a cursor as a string, bound to a listing: what is listed and in which order."""
    if cursor is None:
        return None
    text = json.dumps([listing, cursor.value, cursor.id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def read_cursor(
    text: str | None, listing: str, value_type: type[int | float | str], id_type: type[int | str]
) -> Cursor | None:
    """Read a cursor back.

    Args:
        text: A string that `write_cursor` returned.
        listing: What was listed, and in which order.
        value_type: Type of the value that the listing is sorted by; a float may be written as an
            integer.
        id_type: Type of the ids of its rows; all ids are written as strings.

    Raises:
        HTTPException: 400: it was not written for this listing.
    """
    if text is None:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        wrote, value, id_ = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise HTTPException(400, "query 'cursor': this is no cursor of this server") from error
    if wrote != listing or not _is(value, value_type) or not _is_id(id_, id_type):
        raise HTTPException(400, "query 'cursor': this cursor is of another list or order")
    return Cursor(value, id_)


def _is(value: Any, type_: type[int | float | str]) -> bool:
    if type_ is str:
        return isinstance(value, str) and value == mended(value)
    is_number = isinstance(value, int if type_ is int else int | float)
    # Stores have 64-bit integers; NaN fails every comparison.
    return is_number and not isinstance(value, bool) and -(2**63) <= value < 2**63


def _is_id(id_: Any, type_: type[int | str]) -> bool:
    if not _is(id_, str):
        return False
    is_number = id_.isascii() and id_.isdecimal() and len(id_) <= _MOST_DIGITS
    return type_ is str or (is_number and _is(int(id_), int))
