"""Gather values that are spread over attributes, like `llm.input_messages.0.message.role`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

# Deeper than any convention nests; a limit on what a hostile key can make us build.
_DEEPEST: Final = 16
_LONGEST_INDEX: Final = 6


# Everything before the first index in a name.
_LISTED: Final = re.compile(r"(.+?)\.(?=\d+(?:\.|$))")


def gathered_lists(attributes: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    """Return all lists that are spread over the attributes `prefix.0…`, `prefix.1…`, by prefix."""
    objects: dict[str, dict[str, Any]] = {}
    for key, value in attributes.items():
        place = _place(key)
        if place is not None:
            prefix, path = place
            _put(objects.setdefault(prefix, {}), path, value)
    return {prefix: items(each) for prefix, each in objects.items()}


# The spans of a session have the same few names.
@lru_cache(maxsize=4096)
def _place(key: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the prefix of a list and the path in it that a name means; None if it means none."""
    found = _LISTED.match(key)
    return None if found is None else (found[1], tuple(key[found.end() :].split(".", _DEEPEST)))


def gathered_object(attributes: Mapping[str, Any], prefix: str) -> Mapping[str, Any]:
    """Return the object spread over the attributes `prefix.NAME…`, or an empty one."""
    start = f"{prefix}."
    root: dict[str, Any] = {}
    for key, value in attributes.items():
        if key.startswith(start):
            _put(root, key[len(start) :].split(".", _DEEPEST), value)
    return root


def _put(root: dict[str, Any], path: Sequence[str], value: Any) -> None:
    *way, last = path
    place = root
    for step in way:
        inner = place.get(step)
        if not isinstance(inner, dict):
            inner = place[step] = {}
        place = inner
    place.setdefault(last, value)


def items(value: Any) -> Sequence[Any]:
    """Return a list, or the values of an object with numeric keys in order; else empty."""
    if isinstance(value, (list, tuple)):
        return value
    if not isinstance(value, Mapping):
        return ()
    numbered = [key for key in value if _is_index(key)]
    return [value[key] for key in sorted(numbered, key=int)]


def _is_index(key: Any) -> bool:
    return isinstance(key, str) and key.isascii() and key.isdigit() and len(key) <= _LONGEST_INDEX
