"""The only exceptions that a store raises.

StoreError               the engine failed
├── StoreDamagedError    stored data can no longer be read
├── StoreFullError       the disk is full
├── StoreClosedError     the store is closed, or not open for writing
└── StoreAbandonedError  the caller no longer waits for the answer
"""

from __future__ import annotations


class StoreError(Exception):
    """The engine failed; the message is meant for the operator."""


class StoreDamagedError(StoreError):
    """Stored data can no longer be read; retrying does not help."""


class StoreFullError(StoreError):
    """The disk is full; the same write may succeed later."""


class StoreClosedError(StoreError):
    """The store was closed, or never opened for writing."""


class StoreAbandonedError(StoreError):
    """The caller no longer waits for the answer; the message says why."""
