"""What `init()` has replaced: it sends what it has in the background, and its answer counts."""

from __future__ import annotations

import os
from typing import Final, Protocol

from agentops_otel.sdk.deadline import Attempt, Deadline
from agentops_otel.sdk.guard import guarded, logger

# Seconds that what was replaced gets to send what it has.
_PATIENCE: Final = 30.0


class Replaced(Protocol):
    """Something that sends what it has when it is shut down."""

    def shutdown_within(self, timeout: float) -> bool:
        """Send what is left and stop; return whether all of it was accepted in time."""


# What is under way, or has failed, and that no flush has asked for yet.
_unasked: Final[list[Attempt[bool]]] = []


def retire(part: Replaced) -> None:
    """Stop a part in the background, when it has sent what it has."""
    _unasked.append(Attempt(lambda: _stop(part)))


def flush(deadline: Deadline) -> bool:
    """Wait for what was replaced since the previous flush.

    Returns:
        Whether the receivers have accepted all of it in time.
    """
    asked = [_unasked.pop(0) for _ in tuple(_unasked)]
    answers = [attempt.result(deadline.remaining) for attempt in asked]
    return all(answer is True for answer in answers)


def close(deadline: Deadline) -> bool:
    """Wait as a flush does, when nothing will wait for it later.

    Returns:
        Whether the receivers have accepted all of it in time.
    """
    asked = tuple(_unasked)
    is_whole = flush(deadline)
    if any(attempt.is_under_way for attempt in asked):
        logger.warning(
            "What was recorded under the settings before the last init() was not sent in time"
        )
    return is_whole


def _stop(part: Replaced) -> bool:
    with guarded("retiring what was replaced"):
        return part.shutdown_within(_PATIENCE)
    return False


if hasattr(os, "register_at_fork"):
    # It is the parent's to send.
    os.register_at_fork(after_in_child=_unasked.clear)
