"""Lists in parts: a page, and where the next one begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the sort value and the id of its last row."""

    value: str | int | float | None
    id: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and where to go on; `next` is None at its end."""

    rows: tuple[Row, ...]
    next: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; with `is_capped` at least that many."""

    value: int
    is_capped: bool = False
