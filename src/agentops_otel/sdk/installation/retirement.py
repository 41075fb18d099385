"""Parts that `init()` has replaced: they send their spans in the background, and are answered for.

The next flush or shutdown waits for them, and its result includes theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from agentops_otel.sdk.host.deadline import Attempt, Deadline
from agentops_otel.sdk.host.fork import call_in_child
from agentops_otel.sdk.host.guard import guarded, warn

# Seconds that a replaced part gets to send what it has.
_PATIENCE: Final = 30.0


class Replaced(Protocol):
    """Something that sends what it has left when it is shut down."""

    def shutdown_within(self, timeout: float) -> bool:
        """Send what is left and stop; return whether all of it was accepted in time."""


class _Sending(NamedTuple):
    attempt: Attempt[bool]
    waiting: Callable[[], int]


# Shutdowns, running or finished, that no flush has asked about yet.
_unasked: Final[list[_Sending]] = []

# Running shutdowns that no flush asks about.
_unanswering: Final[list[Attempt[bool]]] = []


def retire(part: Replaced, *, waiting: Callable[[], int] | None = None) -> None:
    """Stop a part in the background, once it has sent what it has.

    Args:
        part: The replaced part.
        waiting: Returns how many spans of it are still to be sent. The next flush's result includes
            this part's only if this is given: for spans, not for live records.
    """
    attempt = Attempt(lambda: _stop(part))
    if waiting is not None:
        _unasked.append(_Sending(attempt, waiting))
    else:
        _unanswering[:] = [*(one for one in _unanswering if one.is_under_way), attempt]


def flush(deadline: Deadline) -> bool:
    """Wait for the parts that were replaced since the previous flush.

    Returns:
        Whether the receivers have accepted all of it in time.
    """
    asked = [_unasked.pop(0) for _ in tuple(_unasked)]
    answers = [sending.attempt.result(deadline.remaining) for sending in asked]
    return all(answer is True for answer in answers)


def close(deadline: Deadline) -> bool:
    """Wait as `flush` does, and also for the parts that no flush asks about.

    Returns:
        Whether the receivers have accepted all of it in time.
    """
    asked = tuple(_unasked)
    is_whole = flush(deadline)
    unsent = sum(sending.waiting() for sending in asked if sending.attempt.is_under_way)
    if unsent:
        warn(
            "%d span(s) recorded before the latest init() changed the settings were not sent in "
            "time",
            unsent,
        )
    for attempt in tuple(_unanswering):
        attempt.result(deadline.remaining)
    return is_whole


def _stop(part: Replaced) -> bool:
    with guarded("retiring what was replaced"):
        return part.shutdown_within(_PATIENCE)
    return False


# In a forked child, these are for the parent to send.
call_in_child(_unasked.clear)
call_in_child(_unanswering.clear)
