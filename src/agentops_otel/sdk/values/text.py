"""Turn any object into text that OTLP can carry."""

from __future__ import annotations

import re
from typing import Final

from agentops_otel.sdk.host.guard import FOR_THE_PROGRAM

# What a class is called, whatever its metaclass answers.
_NAME: Final = vars(type)["__name__"]
_QUALIFIED_NAME: Final = vars(type)["__qualname__"]
_MODULE: Final = vars(type)["__module__"]

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def printable(value: object, limit: int) -> str:
    """Return `str(value)`, cut to `limit` characters, with lone surrogates replaced by U+FFFD.

    The text of a `str` is taken as it is, whatever a subclass (an `Enum`, say) prints.

    Raises:
        Exception: Whatever the value's own `__str__` raises.
    """
    text = text_of(value)
    if len(text) > limit:
        text = text[:limit]
    return text if text.isascii() else _LONE_SURROGATES.sub("\ufffd", text)


def text_of(value: object) -> str:
    """Return `str(value)`, of a `str` what it is.

    Raises:
        Exception: Whatever the value's own `__str__` raises. Of what is no `Exception`, such as a
            panic in Rust, only what is meant for the program goes on as it is.
    """
    try:
        # Of a subclass that even a `__str__` may return, too. A proxy of a text only says that it
        # is one.
        return str.__str__(value if issubclass(type(value), str) else str(value))
    except (Exception, *FOR_THE_PROGRAM):
        raise
    except BaseException as fault:
        raise UnreadableError(type_name(fault)) from fault


class UnreadableError(Exception):
    """An object of the user's raised something of its own when it was read."""


def class_name(kind: type) -> str:
    """Return the name of a class; its metaclass may raise when it is asked for it."""
    return str(_NAME.__get__(kind))


def type_name(value: object) -> str:
    """Return the name of an object's type."""
    return class_name(type(value))


def qualified_type_name(value: object) -> str:
    """Return the name of an object's type with those of the classes that it is defined in."""
    return str(_QUALIFIED_NAME.__get__(type(value)))


def type_module(value: object) -> str:
    """Return the name of the module of an object's type, empty where that is no text."""
    module = _MODULE.__get__(type(value))
    return module if isinstance(module, str) else ""


def described(fault: BaseException, limit: int) -> str:
    """Return `Type: message` of an exception, or its type alone if it has no message."""
    kind = type_name(fault)
    message = message_of(fault, limit)
    return printable(f"{kind}: {message}" if message else kind, limit)


def message_of(fault: BaseException, limit: int) -> str:
    """Return an exception's own text, or a remark that it has none that can be read."""
    try:
        return printable(fault, limit)
    except Exception:  # noqa: BLE001  # A user's __str__ may raise anything.
        return "<message unreadable>"
