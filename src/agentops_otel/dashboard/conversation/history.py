"""What was said and requested in a session so far, so that nothing is shown twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from agentops_otel.dashboard.model import Message, ToolCall


class History:
    """All conversations so far, as a tree of messages: a shared beginning is one path."""

    def __init__(self) -> None:
        self._root = _Said()

    def repeated(self, messages: Sequence[Message]) -> int:
        """Return how many leading messages were said before; the last one never counts."""
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
    """A message at its place in the tree, with the messages that followed it."""

    followed_by: dict[Hashable, _Said] = field(default_factory=dict)


def _fingerprint(message: Message) -> Hashable:
    """Return what a sender repeats unchanged of a message; some give tool calls new ids."""
    asked = tuple(call.name for call in message.tool_calls)
    return message.role, message.text or "", message.media, message.tool_call_id, asked


class ToolRequests:
    """The tool calls that models requested and for which no run or result has been seen."""

    def __init__(self) -> None:
        self._waiting: list[ToolCall] = []
        self._asked: set[Hashable] = set()
        self._unasked: Counter[str | None] = Counter()

    def ask(self, calls: Iterable[ToolCall]) -> None:
        """Add the tool calls that a model requested."""
        for call in calls:
            self._waiting.append(call)
            self._asked.add(_key(call))

    def told_again(self, calls: Iterable[ToolCall]) -> tuple[ToolCall, ...]:
        """Add the tool calls repeated in a message; return those unknown from a reply or a run."""
        unknown = tuple(call for call in calls if not self._is_known(call))
        self.ask(unknown)
        return unknown

    def _is_known(self, call: ToolCall) -> bool:
        if call.id is not None and _key(call) in self._asked:
            return True
        if not self._unasked[call.name]:
            return False
        self._unasked[call.name] -= 1
        return True

    def ran(self, name: str) -> None:
        """Remove the oldest request for a tool, since its run was seen."""
        for call in self._waiting:
            if call.name == name:
                self._waiting.remove(call)
                return
        self._unasked[name] += 1

    def unanswered(self, call_id: str | None) -> ToolCall | None:
        """Remove and return the request that a result answers; None if its run was seen."""
        for call in self._waiting:
            if call_id is not None and call.id == call_id:
                self._waiting.remove(call)
                return call
        return None


def _key(call: ToolCall) -> Hashable:
    return call.id, call.name
