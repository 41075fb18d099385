"""Separate reasoning from text where an instrumentation mixes them.

OpenInference does so for Google ADK, but also keeps the whole answer, which distinguishes the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from agentops_otel.dashboard.contents.messages import read_messages
from agentops_otel.dashboard.model import Message

# The key of Google's parts that are thoughts.
_THOUGHT: Final = '"thought"'


def without_thoughts(messages: tuple[Message, ...], bodies: Iterable[Any]) -> tuple[Message, ...]:
    """Move reasoning out of the texts of messages.

    Args:
        messages: Messages as the instrumentation recorded them.
        bodies: Whole requests or answers that may contain them too.
    """
    thoughts = [
        message.reasoning
        for body in bodies
        if isinstance(body, str) and _THOUGHT in body
        for message in read_messages(body, "assistant")
        if message.reasoning is not None
    ]
    return tuple(_without(message, thoughts) for message in messages) if thoughts else messages


def _without(message: Message, thoughts: Iterable[str]) -> Message:
    text = message.text
    if message.role == "assistant" and message.reasoning is None and text is not None:
        for thought in thoughts:
            if f"{text}\n".startswith(f"{thought}\n"):
                return replace(message, text=text[len(thought) + 1 :] or None, reasoning=thought)
    return message
