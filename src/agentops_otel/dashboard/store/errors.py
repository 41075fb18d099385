"""What a store raises, and nothing else.

StoreError             the engine failed
├── StoreDamagedError  what it has kept cannot be read any more
├── StoreFullError     there is no room on the disk
└── StoreClosedError   the store does not write (any more)
"""

from __future__ import annotations


class StoreError(Exception):
    """The engine failed; the message is for the operator."""


class StoreDamagedError(StoreError):
    """What was kept cannot be read any more, however often it is tried."""


class StoreFullError(StoreError):
    """There is no room on the disk; the same write may succeed later."""


class StoreClosedError(StoreError):
    """The store was closed, or never opened for writing."""
