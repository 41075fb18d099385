"""Where to go on in a list, as an opaque text that goes through a URL."""

from __future__ import annotations

import base64
import binascii
import json

from fastapi import HTTPException

from agentops_otel.dashboard.model import Cursor


def write_cursor(cursor: Cursor | None, listing: str) -> str | None:
    """Write a cursor for that listing: what is listed and in which order."""
    if cursor is None:
        return None
    text = json.dumps([listing, cursor.value, cursor.id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def read_cursor(text: str | None, listing: str) -> Cursor | None:
    """Read a cursor back.

    Raises:
        HTTPException: 400: it was never written for this listing.
    """
    if text is None:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        wrote, value, id_ = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise HTTPException(400, "query 'cursor': this is no cursor of this server") from error
    is_cursor = isinstance(value, str | int | float | None) and isinstance(id_, str)
    if wrote != listing or not is_cursor:
        raise HTTPException(400, "query 'cursor': this cursor is of another list or order")
    return Cursor(value, id_)
