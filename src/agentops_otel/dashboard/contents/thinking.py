"""What a model thought, where an instrumentation takes it for what the model said.

OpenInference does with Google ADK, but keeps the answer whole, which tells the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from agentops_otel.dashboard.contents.messages import read_messages
from agentops_otel.dashboard.model import Message

# Marks a part of a message as Google's thoughts.
_THOUGHT: Final = '"thought"'


def without_thoughts(messages: tuple[Message, ...], bodies: Iterable[Any]) -> tuple[Message, ...]:
    """Take the reasoning out of the texts of messages.

    Args:
        messages: As an instrumentation tells them.
        bodies: Whole requests or answers that may have them, too.
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
