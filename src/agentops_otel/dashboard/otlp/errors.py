"""What can be wrong with a request.

MalformedError: the request cannot be read at all.
RejectedError: one record cannot be kept; the others of its request are.
"""

from __future__ import annotations


class MalformedError(ValueError):
    """The whole request cannot be read; the message says why, for its sender."""


class RejectedError(ValueError):
    """One record of a request cannot be kept; the message says why, for its sender."""
