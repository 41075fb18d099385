"""Write any object as JSON text, bounded in size and time, with secrets redacted.

The text is written piece by piece and stops at its limit, so a huge value costs no more than a
small one. No object of the user's makes it raise: a value without a JSON form is written as its
`repr`, and if that fails as its type.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import math
import os
import reprlib
import sys
import uuid
from collections import UserList, deque
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final, TypeVar, cast

from agentops_otel.sdk.host.guard import FOR_THE_PROGRAM
from agentops_otel.sdk.values.records import record_entries
from agentops_otel.sdk.values.redaction import (
    MAX_KEY,
    REDACTED,
    is_secret,
    names_a_secret,
    without_secret,
)
from agentops_otel.sdk.values.text import printable, type_module, type_name

T = TypeVar("T")

MAX_BYTES: Final = 16 * 1024
TRUNCATED: Final = "…[truncated]"

# Anything nested deeper is a program's own data structure, not an argument to read.
_MAX_DEPTH: Final = 32

# Elements. A larger array is described by its shape: its numbers tell a reader nothing.
_MAX_ARRAY: Final = 256

# Python itself refuses to write integers of more than 4300 decimal digits.
_MAX_INTEGER_BITS: Final = 4096


def written(value: object, limit: int = MAX_BYTES) -> str:
    """Return an object as JSON of at most `limit` bytes of UTF-8, marked at its end if cut."""
    text = _Text(limit)
    try:
        _Writer(text).write(value, depth=0)
    except _FullError:
        return text.cut()
    return str(text)


class _FullError(Exception):
    """The text has reached its limit."""


class _Text:
    """Text that grows up to a limit, counted in bytes of UTF-8."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: list[str] = []
        self._size = 0

    def __str__(self) -> str:
        return "".join(self._pieces)

    @property
    def room(self) -> int:
        """A number of characters that is certain to fill the text."""
        return self._limit - self._size + 1

    def add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._size += len(piece) if piece.isascii() else len(piece.encode())
        if self._size > self._limit:
            raise _FullError

    def cut(self) -> str:
        kept = str(self).encode()[: self._limit - len(TRUNCATED.encode())]
        return kept.decode(errors="ignore") + TRUNCATED


class _Array:
    """Values to be written in brackets."""

    def __init__(self, elements: Iterable[object]) -> None:
        self.elements = elements


class _Object:
    """Named values to be written in braces."""

    def __init__(self, entries: Iterable[tuple[object, object]]) -> None:
        self.entries = entries


class _Writer:
    """Writes nested values, and no container inside itself."""

    def __init__(self, text: _Text) -> None:
        self._text = text
        self._enclosing: set[int] = set()

    def write(self, value: object, depth: int) -> None:
        form = _form(value, self._text.room)
        if isinstance(form, str):
            self._text.add(form)
        elif id(value) in self._enclosing:
            self._text.add('"<cycle>"')
        elif depth == _MAX_DEPTH:
            self._text.add('"<nested too deep>"')
        else:
            self._enclosing.add(id(value))
            if isinstance(form, _Object):
                self._write_object(form, depth + 1)
            else:
                self._write_array(form, depth + 1)
            self._enclosing.discard(id(value))

    def _write_object(self, form: _Object, depth: int) -> None:
        separator = "{"
        pairs = ((key, value) for key, value in form.entries)
        for key, value in _readable(pairs, (_UNREADABLE, None)):
            if type(key) is str and len(key) <= MAX_KEY:
                name, is_secret_name = _plain_key(key)
            else:
                shown = _key(key)
                name = _string(shown, MAX_KEY)
                is_secret_name = is_secret(shown) or names_a_secret(key)
            self._text.add(f"{separator}{name}: ")
            self.write(REDACTED if is_secret_name else value, depth)
            separator = ", "
        self._text.add("{}" if separator == "{" else "}")

    def _write_array(self, form: _Array, depth: int) -> None:
        separator = "["
        for element in _readable(form.elements, _UNREADABLE):
            self._text.add(separator)
            self.write(without_secret(element), depth)
            separator = ", "
        self._text.add("[]" if separator == "[" else "]")


_UNREADABLE: Final = "<unreadable>"

_CONSTANTS: Final = {None: "null", True: "true", False: "false"}
_ARRAYS: Final[tuple[type, ...]] = (
    list,
    tuple,
    set,
    frozenset,
    deque,
    range,
    UserList,
    KeysView,
    ValuesView,
    ItemsView,
)
_TIMES: Final = (dt.date, dt.time)
_TEXTS: Final = (dt.timedelta, decimal.Decimal, os.PathLike, uuid.UUID)


def _form(value: object, room: int) -> str | _Array | _Object:
    """Return a plain value as JSON text, any other as the elements or entries to write."""
    # The common types first, which can be recognised without a search.
    kind = type(value)
    if kind is str:
        return _string(value, room)  # type: ignore[arg-type]
    if kind is dict:
        return _Object(value.items())  # type: ignore[attr-defined]
    if kind is list:
        return _Array(value)  # type: ignore[arg-type]
    try:
        if _is_mock(kind):
            return _string(repr(value), room)
        return _plain(value, room) or _container(value) or _described(value, room)
    except FOR_THE_PROGRAM:
        raise
    except BaseException:  # noqa: BLE001  # Any method of a user's object may raise anything.
        return _string(f"<{type_name(value)}>", room)


def _is_mock(kind: type) -> bool:
    """Return whether what is called on objects of this type is recorded, for a test to look at."""
    mocks = sys.modules.get("unittest.mock")
    return mocks is not None and issubclass(kind, mocks.NonCallableMock)


def _plain(value: object, room: int) -> str | None:
    if value is None or isinstance(value, bool):
        return _CONSTANTS[value]
    if isinstance(value, enum.Enum):
        # Not its `repr`, which would show the value unredacted.
        return _plain(value.value, room) or _string(f"{type_name(value)}.{value.name}", room)
    if isinstance(value, str):
        return _string(value, room)
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, (*_TIMES, *_TEXTS)):
        text = value.isoformat() if isinstance(value, _TIMES) else str(value)
        return _string(text, room)
    return None


def _number(value: float) -> str:
    if isinstance(value, int):
        bits = value.bit_length()
        return int.__repr__(value) if bits <= _MAX_INTEGER_BITS else f'"<integer of {bits} bits>"'
    text = float.__repr__(value)
    return text if math.isfinite(value) else f'"{text}"'


def _container(value: object) -> _Array | _Object | None:
    if isinstance(value, Mapping):
        return _Object(value.items())
    fields = record_entries(value)
    if fields is not None:
        return _Object(fields)
    if isinstance(value, _ARRAYS):
        return _Array(cast("Iterable[object]", value))
    return None


def _described(value: Any, room: int) -> str | _Array | _Object:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _string(repr(bytes(value[:room])), room)
    if hasattr(type(value), "shape") and hasattr(type(value), "dtype"):
        return _array_like(value, room)
    return _string(repr(value), room)


def _array_like(value: Any, room: int) -> str | _Array | _Object:
    """Return the elements of a small numpy array, and the shape of any other array.

    Another library's elements may first have to be copied from another device, which takes time.
    """
    if type_module(value).partition(".")[0] == "numpy" and value.size <= _MAX_ARRAY:
        elements = value.tolist()
        return _Array(elements) if isinstance(elements, list) else _form(elements, room)
    shape = "x".join(map(str, value.shape))
    return _string(f"<{type_name(value)} {shape} {value.dtype}>", room)


def _readable(elements: Iterable[T], unreadable: T) -> Iterator[T]:
    """Yield the elements; if reading them raises, yield `unreadable` as the last one."""
    try:
        yield from elements
    except FOR_THE_PROGRAM:
        raise
    except BaseException:  # noqa: BLE001  # A user's iterator may raise anything.
        yield unreadable


@lru_cache(maxsize=1024)
def _plain_key(key: str) -> tuple[str, bool]:
    """Return a short key as JSON, and whether it names a secret; cached, since keys recur."""
    return _string(key, MAX_KEY), is_secret(key)


def _key(key: object) -> str:
    """Return a mapping's key as a JSON name."""
    if isinstance(key, bytes):
        return key[:MAX_KEY].decode("latin-1")
    if isinstance(key, str):
        return printable(key, MAX_KEY)
    form = _form(key, MAX_KEY)
    if not isinstance(form, str):
        form = _string(reprlib.repr(key), MAX_KEY)
    return form.strip('"')


def _string(text: str, room: int) -> str:
    return encode_basestring(printable(text, room))
