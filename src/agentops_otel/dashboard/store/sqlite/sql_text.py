"""A piece of SQL with its values: only names of the schema are in its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | float | bytes | None


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition and the values for its question marks."""

    text: str
    values: tuple[Value, ...] = ()
