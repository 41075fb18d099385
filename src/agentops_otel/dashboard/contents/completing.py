"""Complete messages that one source has only in part from other sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from agentops_otel.dashboard.contents.content import ITEM_ID
from agentops_otel.dashboard.contents.messages import says_something
from agentops_otel.dashboard.model import Message, ToolCall


def completed(
    messages: tuple[Message, ...], others: Iterator[tuple[Message, ...]]
) -> tuple[Message, ...]:
    """Return messages with missing contents and call ids taken from other versions of them.

    OpenInference leaves out contents that are lists of parts and, for some providers, the ids of
    tool calls, but keeps the whole request and answer.
    """
    while not _are_whole(messages) and (other := next(others, None)) is not None:
        messages = _with_call_ids(_with_contents(messages, other), other)
    return messages


def _are_whole(messages: Iterable[Message]) -> bool:
    return all(
        says_something(message) and not any(map(_lacks_id, message.tool_calls))
        for message in messages
    )


def _lacks_id(call: ToolCall) -> bool:
    """Return whether a call has no id, or only that of OpenAI's item, not of the call itself."""
    return call.id is None or call.id.startswith(ITEM_ID)


def _with_contents(messages: tuple[Message, ...], other: Sequence[Message]) -> tuple[Message, ...]:
    if [each.role for each in messages] != [each.role for each in other]:
        return messages
    pairs = zip(messages, other, strict=True)
    return tuple(mine if says_something(mine) else theirs for mine, theirs in pairs)


def _with_call_ids(messages: tuple[Message, ...], other: Iterable[Message]) -> tuple[Message, ...]:
    mine, theirs = _calls(messages), _calls(other)
    if [(call.name, call.arguments) for call in mine] != [
        (call.name, call.arguments) for call in theirs
    ]:
        return messages
    if any(call.id is None for call in theirs):
        return messages
    ids = iter(theirs)
    return tuple(
        replace(each, tool_calls=tuple(next(ids) for _ in each.tool_calls)) for each in messages
    )


def _calls(messages: Iterable[Message]) -> Sequence[ToolCall]:
    return [call for message in messages for call in message.tool_calls]
