"""The position of elements on the page."""

from __future__ import annotations

from playwright.sync_api import FloatRect, Locator


def box_of(shown: Locator) -> FloatRect:
    """Return the position and size of an element, in pixels; it must be displayed."""
    box = shown.bounding_box()
    assert box is not None, f"{shown} is not on display"
    return box
