"""What was said and asked for in a session so far, so that nothing is shown twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from agentops_otel.dashboard.model import Message, ToolCall


class History:
    """All conversations so far, as a tree of messages: a shared beginning is one path."""

    def __init__(self) -> None:
        self._root = _Said()

    def repeated(self, messages: Sequence[Message]) -> int:
        """Count how many messages from the first on were said before, never the last one."""
        node = self._root
        for count, message in enumerate(messages[:-1]):
            known = node.followed_by.get(_fingerprint(message))
            if known is None:
                return count
            node = known
        return max(0, len(messages) - 1)

    def remember(self, messages: Iterable[Message]) -> None:
        """Add a conversation."""
        node = self._root
        for message in messages:
            node = node.followed_by.setdefault(_fingerprint(message), _Said())


@dataclass(frozen=True)
class _Said:
    """A message at its place in the tree, with what followed it."""

    followed_by: dict[Hashable, _Said] = field(default_factory=dict)


def _fingerprint(message: Message) -> Hashable:
    """Tell messages apart by what a sender repeats without change."""
    calls = tuple((call.id, call.name) for call in message.tool_calls)
    return message.role, message.text or "", message.media, message.tool_call_id, calls


class ToolRequests:
    """What models asked for, until a run or a result of it is seen."""

    def __init__(self) -> None:
        self._waiting: list[ToolCall] = []

    def ask(self, calls: Iterable[ToolCall]) -> None:
        """Add requests."""
        self._waiting.extend(calls)

    def ran(self, name: str) -> None:
        """Take the oldest request for a tool off the list: its run was seen."""
        for call in self._waiting:
            if call.name == name:
                self._waiting.remove(call)
                return

    def unanswered(self, call_id: str | None) -> ToolCall | None:
        """Take the request that a result answers off the list; None if its run was seen."""
        for call in self._waiting:
            if call_id is not None and call.id == call_id:
                self._waiting.remove(call)
                return call
        return None
