"""Turn any object into text that OTLP can carry."""

from __future__ import annotations

import re

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def printable(value: object, limit: int) -> str:
    """Return `str(value)`, cut to `limit` characters, with lone surrogates replaced by U+FFFD.

    The text of a `str` is taken as it is, whatever a subclass (an `Enum`, say) prints.

    Raises:
        Exception: Whatever the value's own `__str__` raises.
    """
    # Of a subclass that even a `__str__` may return, too.
    text = str.__str__(value if isinstance(value, str) else str(value))
    if len(text) > limit:
        text = text[:limit]
    return text if text.isascii() else _LONE_SURROGATES.sub("\ufffd", text)


def described(fault: BaseException, limit: int) -> str:
    """Return `Type: message` of an exception, or its type alone if it has no message."""
    kind = type(fault).__name__
    message = message_of(fault, limit)
    return printable(f"{kind}: {message}" if message else kind, limit)


def message_of(fault: BaseException, limit: int) -> str:
    """Return an exception's own text, or a remark that it has none that can be read."""
    try:
        return printable(fault, limit)
    except Exception:  # noqa: BLE001  # A user's __str__ may raise anything.
        return "<message unreadable>"
