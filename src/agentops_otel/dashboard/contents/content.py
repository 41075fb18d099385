"""The content of an operation, in one form whatever dialect it was told in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from agentops_otel.dashboard.dialects.finish import finish_class_of
from agentops_otel.dashboard.model import FinishClass, Message, ToolCall

# How OpenAI's ids of items begin that are calls of tools; those of the calls begin with `call_`.
_ITEM: Final = "fc_"


@dataclass(frozen=True, slots=True)
class Content:
    """What a span and the log records that belong to it say. None, or empty: they do not tell.

    Attributes:
        finish_reason: As the telemetry has it.
        input_messages: What a model was given, instructions first.
        time_to_first_chunk_ns: From the request to the first chunk of a streamed answer.
        arguments: Of anything but a model call; parsed where they are JSON, else the text.
        result: Like `arguments`.
    """

    finish_reason: str | None = None
    input_messages: tuple[Message, ...] = ()
    output_messages: tuple[Message, ...] = ()
    streaming: bool | None = None
    time_to_first_chunk_ns: int | None = None
    arguments: Any = None
    result: Any = None

    @property
    def finish_class(self) -> FinishClass | None:
        """The class of the finish reason."""
        return finish_class_of(self.finish_reason)

    @property
    def last_user_text(self) -> str | None:
        """What the user said last."""
        texts = (
            message.text.strip()
            for message in reversed(self.input_messages)
            if message.role == "user" and message.text is not None
        )
        return next(texts, None)

    @property
    def assistant_text(self) -> str | None:
        """What the model answered in words."""
        texts = [
            message.text
            for message in self.output_messages
            if message.role == "assistant" and message.text is not None
        ]
        return "\n".join(texts).strip() or None

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """What the model asked for."""
        return tuple(call for message in self.output_messages for call in message.tool_calls)


def combined_content(contents: Sequence[Content]) -> Content:
    """Put together what several say of one operation: the first that tells, the best first.

    Of messages the fullest count: some keep less of them than others, or take reasoning for text.
    Of arguments those count that have names before a text: Claude Code's span of a tool has only
    the command.
    """
    told: dict[str, Any] = {
        field.name: next(
            (value for each in contents if (value := getattr(each, field.name)) is not None), None
        )
        for field in fields(Content)
    }
    named = (each.arguments for each in contents if isinstance(each.arguments, Mapping))
    told["arguments"] = next(named, told["arguments"])
    for name in ("input_messages", "output_messages"):
        told[name] = max((getattr(each, name) for each in contents), key=_fullness)
    return Content(**told)


def _fullness(messages: Sequence[Message]) -> tuple[int, int]:
    """Count what is known: texts and reasoning, and of calls names, ids and arguments.

    Ids of items in OpenAI's Responses API are not those of the calls, by which the answers of tools
    are found; of two that know as much, that counts which has fewer of them.
    """
    calls = [call for message in messages for call in message.tool_calls]
    known = [told for message in messages for told in (message.text, message.reasoning)]
    for call in calls:
        known += (call.id, call.name, call.arguments)
    items = sum((call.id or "").startswith(_ITEM) for call in calls)
    return sum(each is not None for each in known) - items, -items
