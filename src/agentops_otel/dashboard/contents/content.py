"""The content of an operation, in one form for all dialects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from agentops_otel.dashboard.dialects.finish import finish_class_of
from agentops_otel.dashboard.model import FinishClass, Message, ToolCall

# Prefix of OpenAI's item ids of tool calls; the ids of the calls themselves begin with `call_`.
ITEM_ID: Final = "fc_"


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a span and its log records. None, or empty, where it was not recorded.

    Attributes:
        finish_reason: As recorded in the telemetry.
        input_messages: The model's input, instructions first.
        time_to_first_chunk_ns: Time from the request to the first chunk of a streamed answer.
        arguments: Arguments of anything but a model call; parsed if they are JSON, else the text.
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
        """The last text of the user."""
        texts = (
            message.text.strip()
            for message in reversed(self.input_messages)
            if message.role == "user" and message.text is not None
        )
        return next(texts, None)

    @property
    def assistant_text(self) -> str | None:
        """The text of the model's answer."""
        texts = [
            message.text
            for message in self.output_messages
            if message.role == "assistant" and message.text is not None
        ]
        return "\n".join(texts).strip() or None

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The tool calls that the model requested."""
        return tuple(call for message in self.output_messages for call in message.tool_calls)


def combined_content(contents: Sequence[Content]) -> Content:
    """Combine several contents of one operation, given best first; the first known value counts.

    Of messages the most complete version counts: some sources keep less of them, or take reasoning
    for text. Of arguments, named ones win over a text: Claude Code's span of a tool has only the
    command.
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


def of_round(content: Content, place: int) -> Content:
    """Return the content of one call of a tool loop, from messages that go on to its end.

    Args:
        content: All messages of the loop, the last answer apart.
        place: The place of the call in the loop, from 0.
    """
    talk = (*content.input_messages, *content.output_messages)
    asked = max((at for at, each in enumerate(talk) if each.role == "user"), default=-1)
    answers = [at for at, each in enumerate(talk) if each.role == "assistant" and at > asked]
    at = answers[place] if place < len(answers) - 1 else len(content.input_messages)
    return Content(
        input_messages=talk[:at],
        output_messages=talk[at : at + 1] if place < len(answers) - 1 else (),
        streaming=content.streaming,
    )


def _fullness(messages: Sequence[Message]) -> tuple[int, int]:
    """Count the known values: texts, reasoning, and the names, ids and arguments of calls.

    Item ids of OpenAI's Responses API are not counted: they are not the call ids by which the
    results of tools are found. In case of a tie, fewer of them are better.
    """
    calls = [call for message in messages for call in message.tool_calls]
    known = [told for message in messages for told in (message.text, message.reasoning)]
    for call in calls:
        known += (call.id, call.name, call.arguments)
    items = sum((call.id or "").startswith(ITEM_ID) for call in calls)
    return sum(each is not None for each in known) - items, -items
