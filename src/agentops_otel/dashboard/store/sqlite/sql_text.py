"""A fragment of SQL with its bound values; its text contains no user input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | float | bytes | None


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition and the values for its placeholders."""

    text: str
    values: tuple[Value, ...] = ()
