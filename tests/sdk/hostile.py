"""Classes of a user's that can hardly be asked what they are."""

from __future__ import annotations


class NamelessType(type):
    """The metaclass of classes that raise when they are asked for their name."""

    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise RuntimeError("no name")

    @property
    def __module__(cls) -> str:  # type: ignore[override]
        raise RuntimeError("no module")
