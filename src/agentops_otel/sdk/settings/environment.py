"""Read settings from environment variables; a bad one causes a warning and counts as unset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from agentops_otel.sdk.host.guard import warn_once

T = TypeVar("T")

_FLAGS: Final = {
    "true": True,
    "1": True,
    "yes": True,
    "on": True,
    "false": False,
    "0": False,
    "no": False,
    "off": False,
}


class Environment:
    """Typed access to environment variables; an empty one counts as unset."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def text(self, *names: str) -> str | None:
        """Return the first of these variables that is set."""
        return next((text for name in names if (text := self._read(name)) is not None), None)

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the non-empty parts of a comma-separated variable."""
        return tuple(part for part in map(str.strip, (self.text(name) or "").split(",")) if part)

    def flag(self, *names: str) -> bool | None:
        """Return the first that is set and means true or false, in any of the usual spellings."""
        return self.parsed(_flag, *names)

    def count(self, *names: str) -> int | None:
        """Return the first that is set and is a whole number above zero."""
        return self.parsed(_count, *names)

    def seconds(self, *names: str) -> float | None:
        """Return the first that is set and is a number above zero."""
        return self.parsed(_seconds, *names)

    def parsed(self, parse: Callable[[str], T], *names: str) -> T | None:
        """Return the first that is set and that `parse` accepts, parsed.

        `parse` raises a ValueError whose message completes "Ignored NAME: " and contains no
        secrets.
        """
        for name in names:
            text = self._read(name)
            if text is None:
                continue
            try:
                return parse(text)
            except ValueError as fault:
                warn_once(f"environment variable {name}", "Ignored %s: %s", name, fault)
        return None

    def _read(self, name: str) -> str | None:
        return self._variables.get(name, "").strip() or None


def _flag(text: str) -> bool:
    known = _FLAGS.get(text.lower())
    if known is None:
        raise ValueError(f"expected true or false, not {text[:40]!r}")
    return known


def _count(text: str) -> int:
    if not (text.isdecimal() and len(text) <= 18 and int(text) > 0):  # noqa: PLR2004  # 64 bits.
        raise ValueError(f"expected a whole number above 0, not {text[:40]!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds < float("inf"):
        raise ValueError(f"expected a number above 0, not {text[:40]!r}")
    return seconds
