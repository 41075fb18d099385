"""Ids of new sessions: random, unless a test needs predictable ones."""

from __future__ import annotations

import uuid
from collections.abc import Iterator


def new_session_id() -> str:
    """Return a new id: 32 lowercase hex digits."""
    return uuid.uuid4().hex if _source is None else next(_source)


def draw_from(source: Iterator[str] | None) -> None:
    """Take new ids from an iterator; None makes them random again."""
    global _source  # noqa: PLW0603  # There is one per process, as there is one random source.
    _source = source


_source: Iterator[str] | None = None
