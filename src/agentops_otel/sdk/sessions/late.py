"""Add tags and attributes to a session while it runs. See ADR-002."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final

from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.host.fork import call_in_child
from agentops_otel.sdk.sessions.changing import change, elsewhere, may_hold_a_lock
from agentops_otel.sdk.sessions.membership import Membership
from agentops_otel.sdk.sessions.open_spans import update_stamps
from agentops_otel.sdk.values.attributes import bounded
from agentops_otel.sdk.values.tags import merge

# Held while tags and attributes change and open spans are updated, since each change builds on the
# one before. Not the lock that is held while a session ends: that must never wait for a span's own
# lock.
_changing = threading.RLock()

# Changes that could not wait for their turn, oldest first.
_left: Final[deque[Callable[[], None]]] = deque()


def add_tags(membership: Membership, tags: Iterable[tuple[str, ...]]) -> None:
    """Add groups of tags to a session's open spans, and to every span that starts from now on."""
    change(partial(_in_turn, partial(_add_tags, membership, tags)))


def set_attributes(membership: Membership, attributes: Mapping[str, AttributeValue]) -> None:
    """Set attributes of a session's open spans, and of every span that starts from now on."""
    change(partial(_in_turn, partial(_set_attributes, membership, attributes)))


def _in_turn(make: Callable[[], None]) -> None:
    """Make a change when no other thread makes one.

    That thread may be waiting for a span's lock. If the calling one was interrupted while it held
    that lock, neither would go on; so it leaves the change to whoever is next.
    """
    if not _changing.acquire(blocking=False):
        if may_hold_a_lock():
            _left.append(make)
            elsewhere(partial(_in_turn, _nothing))
            return
        _changing.acquire()
    try:
        while _left:
            _left.popleft()()
        make()
    finally:
        _changing.release()


def _nothing() -> None:
    """Make no change but those that are left."""


def _add_tags(membership: Membership, tags: Iterable[tuple[str, ...]]) -> None:
    _change(membership, merge(membership.tags, *tags), membership.attributes)


def _set_attributes(membership: Membership, attributes: Mapping[str, AttributeValue]) -> None:
    _change(membership, membership.tags, bounded({**membership.attributes, **attributes}))


def _change(
    membership: Membership, tags: tuple[str, ...], attributes: Mapping[str, AttributeValue]
) -> None:
    before = membership.stamp
    membership.change(tags, attributes)
    update_stamps(membership, before, membership.stamp)


def _begin_anew() -> None:
    global _changing  # noqa: PLW0603  # A thread that the child lacks may hold it.
    _changing = threading.RLock()


call_in_child(_begin_anew)
