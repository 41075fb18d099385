"""Where on the page something is."""

from __future__ import annotations

from playwright.sync_api import FloatRect, Locator


def box_of(shown: Locator) -> FloatRect:
    """The place and size of an element, in pixels; it has to be on display."""
    box = shown.bounding_box()
    assert box is not None, f"{shown} is not on display"
    return box
