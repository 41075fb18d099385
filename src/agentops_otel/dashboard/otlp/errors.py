"""The errors in a request.

MalformedError: the request cannot be read at all.
RejectedError: one record cannot be kept; the others in the request are.
"""

from __future__ import annotations


class MalformedError(ValueError):
    """The whole request cannot be read; the message tells its sender why."""


class RejectedError(ValueError):
    """One record of a request cannot be kept; the message tells its sender why."""
