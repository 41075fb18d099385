"""Gather values that are spread over attributes, like `llm.input_messages.0.message.role`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

# Deeper than any convention nests; a limit on what a hostile key can make us build.
_DEEPEST: Final = 16
_LONGEST_INDEX: Final = 6


def gathered(attributes: Mapping[str, Any], prefix: str) -> list[Any]:
    """Return the list spread over the attributes `prefix.0…`, `prefix.1…`, or an empty one."""
    return list(items(gathered_object(attributes, prefix)))


def gathered_object(attributes: Mapping[str, Any], prefix: str) -> Mapping[str, Any]:
    """Return the object spread over the attributes `prefix.NAME…`, or an empty one."""
    start = f"{prefix}."
    root: dict[str, Any] = {}
    for key, value in attributes.items():
        if key.startswith(start):
            _put(root, key[len(start) :].split(".", _DEEPEST), value)
    return root


def _put(root: dict[str, Any], path: list[str], value: Any) -> None:
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
