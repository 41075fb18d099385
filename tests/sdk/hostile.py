"""User classes that raise when asked what they are."""

from __future__ import annotations


class NamelessType(type):
    """A metaclass of classes that raise when asked for their name or module."""

    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise RuntimeError("no name")

    @property
    def __module__(cls) -> str:  # type: ignore[override]
        raise RuntimeError("no module")
