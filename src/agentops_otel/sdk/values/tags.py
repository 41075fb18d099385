"""Read a session's tags from whatever the user gives, without ever raising."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from agentops_otel.sdk.host.guard import FOR_THE_PROGRAM, warn_once
from agentops_otel.sdk.values.text import printable, type_name

# Every span repeats the tags, so their size is bounded: 64 x 256 characters are 16 KiB per span.
MAX_TAGS: Final = 64
MAX_TAG_LENGTH: Final = 256

# Reading an endless iterable that repeats one tag must stop, too.
_MAX_READ: Final = 4096


def normalise(tags: object) -> tuple[str, ...]:
    """Return the tags as distinct strings in the order given.

    A string is one tag, a mapping becomes `key:value` tags, each element of any other iterable is
    a tag, and anything else is one tag. The first 64 are kept, each cut at 256 characters; one
    warning tells of what is left out.
    """
    return _bounded(_texts(_elements(tags)))


def merge(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tags of all groups in order, without duplicates, within one session's limit."""
    return _bounded(tag for group in groups for tag in group)


def _elements(tags: object) -> Iterator[object]:
    """Yield the elements of a user's tags, up to the first one that cannot be read."""
    try:
        yield from islice(_iterated(tags), _MAX_READ)
    except FOR_THE_PROGRAM:
        raise
    except BaseException as fault:  # noqa: BLE001  # A user's iterator may raise anything.
        _warn_unreadable(fault)


def _iterated(tags: object) -> Iterable[object]:
    if tags is None:
        return ()
    if isinstance(tags, Mapping):
        return (_Pair(key, value) for key, value in tags.items())
    if isinstance(tags, (bytes, bytearray)):
        return (bytes(tags[: MAX_TAG_LENGTH * 4]).decode(errors="replace"),)
    if isinstance(tags, Iterable) and not isinstance(tags, str):
        return tags
    return (tags,)


class _Pair:
    """An entry of a mapping of tags; its text is `key:value`."""

    def __init__(self, key: object, value: object) -> None:
        self._key = key
        self._value = value

    def __str__(self) -> str:
        limit = MAX_TAG_LENGTH + 1
        return f"{printable(self._key, limit)}:{printable(self._value, limit)}"


def _texts(elements: Iterable[object]) -> Iterator[str]:
    for element in elements:
        try:
            text = printable(element, MAX_TAG_LENGTH + 1)
        except Exception as fault:  # noqa: BLE001  # A user's __str__ may raise anything.
            _warn_unreadable(fault)
            continue
        if len(text) > MAX_TAG_LENGTH:
            _warn_over_limit()
        if text:
            yield text[:MAX_TAG_LENGTH]


def _bounded(tags: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for tag in tags:
        if tag in kept:
            continue
        if len(kept) == MAX_TAGS:
            _warn_over_limit()
            break
        kept[tag] = None
    return tuple(kept)


def _warn_over_limit() -> None:
    warn_once(
        "tags over the limit",
        "A session keeps its first %d tags, each cut at %d characters; the rest is left out",
        MAX_TAGS,
        MAX_TAG_LENGTH,
    )


def _warn_unreadable(fault: BaseException) -> None:
    warn_once(
        "unreadable tags",
        "A tag is left out because reading it raised %s",
        type_name(fault),
    )
