"""Rejoin messages that a streamed answer was recorded in, one for each chunk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

# Names of the text in a part: OTel's, and that of OpenAI, Anthropic and Google.
_TEXTS: Final = ("content", "text")


def rejoined(messages: Sequence[Any]) -> Sequence[Any]:
    """Return messages, with each that goes on in the next ones joined to them.

    All but the last of these have an empty `finish_reason`. Google ADK 2.13 records the chunks of a
    streamed answer like this.
    """
    if not any(map(_goes_on, messages)):
        return messages
    joined: list[Any] = []
    begun: list[Mapping[str, Any]] = []
    for message in messages:
        if begun and not _is_of(begun[-1], message):
            joined += begun
            begun = []
        if _goes_on(message):
            begun.append(message)
        elif begun:
            parts = (part for each in (*begun, message) for part in each["parts"])
            joined.append({**message, "parts": _joined_parts(parts)})
            begun = []
        else:
            joined.append(message)
    return [*joined, *begun]


def _goes_on(message: Any) -> bool:
    return (
        isinstance(message, Mapping) and message.get("finish_reason") == "" and _has_parts(message)
    )


def _is_of(message: Mapping[str, Any], other: Any) -> bool:
    return (
        isinstance(other, Mapping)
        and "finish_reason" in other
        and message.get("role") == other.get("role")
        and _has_parts(other)
    )


def _has_parts(message: Mapping[str, Any]) -> bool:
    return isinstance(message.get("parts"), (list, tuple))


def _joined_parts(parts: Iterable[Any]) -> list[Any]:
    """Join consecutive texts, or reasoning, into one part each."""
    joined: list[Any] = []
    for part in parts:
        key = _text_key(part)
        if joined and key is not None and _text_key(joined[-1]) == key:
            before = joined[-1]
            if before.get("type") == part.get("type"):
                joined[-1] = {**before, key: before[key] + part[key]}
                continue
        joined.append(part)
    return joined


def _text_key(part: Any) -> str | None:
    """Return the name under which a part has its text, if it has nothing else but a type."""
    if not isinstance(part, Mapping):
        return None
    keys = [key for key in _TEXTS if isinstance(part.get(key), str)]
    return keys[0] if len(keys) == 1 and part.keys() <= {*keys, "type"} else None
