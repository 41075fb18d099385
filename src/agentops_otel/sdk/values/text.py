"""Convert any object into text that OTLP can carry."""

from __future__ import annotations

import re
from typing import Final

from agentops_otel.sdk.host.guard import FOR_THE_PROGRAM

# Characters of one value: a prompt fits, or a traceback that was pasted into a reason.
MAX_TEXT_LENGTH: Final = 16_384

# Read a class's names without running its metaclass.
_NAME: Final = vars(type)["__name__"]
_QUALIFIED_NAME: Final = vars(type)["__qualname__"]
_MODULE: Final = vars(type)["__module__"]

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def printable(value: object, limit: int) -> str:
    """Return `str(value)`, cut to `limit` characters, with lone surrogates replaced by U+FFFD.

    The text of a `str` is its value, whatever a subclass (such as an `Enum`) prints.

    Raises:
        Exception: Whatever the value's own `__str__` raises.
    """
    text = text_of(value)
    if len(text) > limit:
        text = text[:limit]
    return text if text.isascii() else _LONE_SURROGATES.sub("\ufffd", text)


def text_of(value: object) -> str:
    """Return `str(value)`, or for a `str` its own value.

    Raises:
        Exception: Whatever the value's own `__str__` raises. Anything that is no `Exception`, such
            as a panic in Rust, becomes an `UnreadableError`, unless it is in `FOR_THE_PROGRAM`.
    """
    try:
        # A `__str__` may also return a subclass of `str`. `type`, because a proxy of a text only
        # claims by its `__class__` to be a `str`.
        return str.__str__(value if issubclass(type(value), str) else str(value))
    except (Exception, *FOR_THE_PROGRAM):
        raise
    except BaseException as fault:
        raise UnreadableError(type_name(fault)) from fault


class UnreadableError(Exception):
    """Reading a user's object raised something that is no `Exception`."""


def class_name(kind: type) -> str:
    """Return the name of a class, even if its metaclass raises when asked for it."""
    return str(_NAME.__get__(kind))


def type_name(value: object) -> str:
    """Return the name of an object's type."""
    return class_name(type(value))


def qualified_type_name(value: object) -> str:
    """Return the qualified name of an object's type."""
    return str(_QUALIFIED_NAME.__get__(type(value)))


def type_module(value: object) -> str:
    """Return the name of the module of an object's type, or an empty string if that is no text."""
    module = _MODULE.__get__(type(value))
    return module if isinstance(module, str) else ""


def described(fault: BaseException, limit: int) -> str:
    """Return `Type: message` of an exception, or its type alone if it has no message."""
    kind = type_name(fault)
    message = message_of(fault, limit)
    return printable(f"{kind}: {message}" if message else kind, limit)


def message_of(fault: BaseException, limit: int) -> str:
    """Return an exception's own text, or a placeholder if it cannot be read."""
    try:
        return printable(fault, limit)
    except Exception:  # noqa: BLE001  # A user's __str__ may raise anything.
        return "<message unreadable>"
