"""Read the names and ids that a user gives."""

from __future__ import annotations

from typing import Final

from agentops_otel.sdk.host.guard import warn_once
from agentops_otel.sdk.values.text import printable, type_name

# Characters. Names are repeated on every span; anything longer is a text, not a name.
MAX_NAME_LENGTH: Final = 256

# Types of arguments that were probably meant as tags.
_COLLECTIONS: Final = (list, tuple, set, frozenset, dict)


def readable_name(given: object) -> str | None:
    """Return a name or an id as text, cut to 256 characters.

    Return None if there is none, if it is empty, or if it cannot be read; the last causes a
    warning. So does a collection, whose text is used all the same.
    """
    if given is None:
        return None
    if issubclass(type(given), _COLLECTIONS):
        warn_once(
            "a collection as a name",
            "An object of type %s was given as a name or an id; give tags as tags=…",
            type_name(given),
        )
    try:
        return printable(given, MAX_NAME_LENGTH) or None
    except Exception as fault:  # noqa: BLE001  # A user's __str__ may raise anything.
        warn_once(
            "unreadable name",
            "A name or an id is left out because reading it raised %s",
            type_name(fault),
        )
        return None
