"""Lists in parts: a page, and where the next one begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The end of a page: sort value and id of its last row."""

    value: str | int | float | None
    id: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and where to continue; `next` is None at the end."""

    rows: tuple[Row, ...]
    next: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows; if `is_capped`, there are at least that many."""

    value: int
    is_capped: bool = False
