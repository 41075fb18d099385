"""Read the parts of a message: text, reasoning, tool calls and their results, other media."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from agentops_otel.dashboard.contents.media import medium_of
from agentops_otel.dashboard.dialects.flat import items
from agentops_otel.dashboard.dialects.values import (
    as_bare,
    as_content,
    as_literal,
    as_name,
    as_printed,
    as_text,
    parsed,
)
from agentops_otel.dashboard.model import Medium, Message, ToolCall

_CALL_TYPES: Final = frozenset(
    (
        "custom_tool_call",
        "function_call",
        "mcp_call",
        "server_tool_call",
        "server_tool_use",
        "tool_call",
        "tool_use",
        # Strands for Node.
        "tooluse",
    )
)
_RESULT_TYPES: Final = frozenset(
    (
        "custom_tool_call_output",
        "function_call_output",
        "function_response",
        "server_tool_call_response",
        "tool_call_response",
        "tool_result",
        "toolresult",
    )
)
_REASONING_TYPES: Final = frozenset(("reasoning", "thinking", "thought"))
_TEXT_TYPES: Final = frozenset(("text", "input_text", "output_text", "refusal", "summary_text"))

# Names of classes that Splunk's instrumentations put in place of parts.
_UNSHOWN: Final = frozenset(("ToolCall", "ToolCallResponse"))

# Google, Bedrock, Haystack and Genkit mark the kind of a part by its only key instead of a type.
_CALL_KEYS: Final = ("functionCall", "function_call", "toolUse", "tool_call", "toolRequest")
_RESULT_KEYS: Final = (
    "functionResponse",
    "function_response",
    "toolResult",
    "tool_call_result",
    "toolResponse",
)

# OpenAI and most others; LlamaIndex; pydantic-ai up to 1.x.
_TYPE_KEYS: Final = ("type", "block_type", "kind")

_TEXT_KEYS: Final = ("text", "content", "value", "refusal")
_REASONING_KEYS: Final = ("content", "text", "thinking", "reasoning", "summary")
_ARGUMENT_KEYS: Final = ("arguments", "args", "input", "parameters", "tool_kwargs")
_RESULT_TEXT_KEYS: Final = ("response", "result", "output", "content")
_CALL_ID_KEYS: Final = (
    "call_id",
    "tool_call_id",
    "toolCallId",
    "toolUseId",
    "tool_use_id",
    "id",
    "ref",
)
_NAME_KEYS: Final = ("name", "toolName", "tool_name")


def is_part(value: Mapping[str, Any]) -> bool:
    """Return whether this is a part of a message, not a message."""
    if "role" in value:
        return False
    return (
        part_type(value) in _CALL_TYPES | _RESULT_TYPES | _REASONING_TYPES | _TEXT_TYPES
        or any(isinstance(value.get(key), Mapping) for key in (*_CALL_KEYS, *_RESULT_KEYS))
        or (part_type(value) == "function" and isinstance(value.get("function"), Mapping))
        or (len(value) == 1 and isinstance(value.get("text"), str))
    )


def is_answer(part: Mapping[str, Any]) -> bool:
    """Return whether a part is a tool's result."""
    return part_type(part) in _RESULT_TYPES or any(
        isinstance(part.get(key), Mapping) for key in _RESULT_KEYS
    )


def part_type(value: Mapping[str, Any]) -> str:
    """Return the normalised type of a part; empty if it has none."""
    told = _first(value, _TYPE_KEYS)
    return told.lower().replace("-", "_") if isinstance(told, str) else ""


def _first(value: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    for key in keys:
        if (found := value.get(key)) is not None:
            return found
    return None


@dataclass(slots=True)
class Draft:
    """A message under construction, while its parts are read.

    Attributes:
        role: Role of the message.
        call_id: For a tool's message, the id of the call that it answers.
    """

    role: str
    call_id: str | None = None
    _texts: list[str] = field(default_factory=list)
    _reasoning: list[str] = field(default_factory=list)
    _media: list[Medium] = field(default_factory=list)
    _calls: list[ToolCall] = field(default_factory=list)
    _told_before: list[ToolCall] = field(default_factory=list)
    _answers: list[Message] = field(default_factory=list)

    @property
    def has_contents(self) -> bool:
        """Whether it has text or other media of its own."""
        return bool(self._texts or self._media)

    def add_all(self, content: Any) -> None:
        """Add a text, one part, or a list of both."""
        self._told_before = list(self._calls)
        if isinstance(content, str):
            self._add_text(content)
        elif isinstance(content, Mapping) and not items(content):
            self.add(content)
        else:
            for part in items(content):
                if isinstance(part, str) and part not in _UNSHOWN:
                    self._add_text(part)
                elif isinstance(part, Mapping):
                    self.add(part)

    def add(self, part: Mapping[str, Any]) -> None:
        """Add one part."""
        inner = part.get("message_content")
        if isinstance(inner, Mapping):
            part = inner
        kind = part_type(part)
        call, answer = _first(part, _CALL_KEYS), _first(part, _RESULT_KEYS)
        # Langtrace puts OpenAI's tool calls among the contents.
        if kind in {*_CALL_TYPES, "function"} or isinstance(call, Mapping):
            self._add_call(call if isinstance(call, Mapping) else part)
        elif is_answer(part):
            self._add_answer(answer if isinstance(answer, Mapping) else part)
        elif (
            kind in _REASONING_TYPES or part.get("thought") is True or part.keys() == {"reasoning"}
        ):
            self.add_reasoning(_first(part, _REASONING_KEYS))
        elif (medium := medium_of(part, kind)) is not None:
            self._media.append(medium)
        elif kind in _TEXT_TYPES or not kind:
            self._add_text(_first(part, _TEXT_KEYS))

    def add_calls(self, calls: Iterable[Any]) -> None:
        """Add the tool calls listed outside the parts, which often repeat those in the parts."""
        self._told_before = list(self._calls)
        for call in calls:
            self._add_call(call)

    def _add_call(self, call: Any) -> None:
        # OpenInference prints those of DSPy.
        call = as_printed(parsed(call))
        if not isinstance(call, Mapping):
            return
        outer = call
        call = inner if isinstance(inner := call.get("tool_call"), Mapping) else call
        function = inner if isinstance(inner := call.get("function"), Mapping) else call
        known = ToolCall(
            id=as_name(_first(call, _CALL_ID_KEYS)) or as_name(_first(outer, _CALL_ID_KEYS)),
            name=as_name(_first(function, _NAME_KEYS)),
            arguments=_by_server(call, "server_tool_call")
            or as_content(_first(function, _ARGUMENT_KEYS)),
        )
        if known.name is not None:
            self._keep_call(known)

    def _keep_call(self, call: ToolCall) -> None:
        """Add a call unless an earlier list had it; within a list, only equal ids are repeats."""
        if call in self._told_before:
            self._told_before.remove(call)
        elif call.id is None or call not in self._calls:
            self._calls.append(call)

    def add_reasoning(self, value: Any) -> None:
        """Add visible reasoning; an empty list is a summary that was not made.

        OpenLLMetry keeps the summaries of OpenAI's Responses API as JSON text.
        """
        found = parsed(value)
        is_listed = isinstance(found, list) and all(
            isinstance(part, Mapping) and part_type(part) in _TEXT_TYPES for part in found
        )
        if (text := _text_of(found if is_listed else value)) is not None and text != "[]":
            self._reasoning.append(text)

    def _add_text(self, value: Any) -> None:
        # Texts of OpenAI's Assistants API are objects.
        value = value.get("value") if isinstance(value, Mapping) else value
        if (text := as_text(value)) is None:
            return
        # OTel's instrumentation of the OpenAI Agents SDK prints items that are not text.
        item = as_printed(text) if text.startswith("Response") else None
        if isinstance(item, Mapping) and is_part(item):
            self.add(item)
        elif parts := _printed_parts(text):
            for part in parts:
                self.add(part)
        else:
            self._texts.append(text)

    def _add_answer(self, answer: Mapping[str, Any]) -> None:
        self._answers.append(
            Message(
                role="tool",
                text=_text_of(
                    _by_server(answer, "server_tool_call_response")
                    or _first(answer, _RESULT_TEXT_KEYS)
                ),
                tool_call_id=as_name(_first(answer, _CALL_ID_KEYS)) or _origin_of(answer),
            )
        )

    def messages(self, *, is_whole: bool = False) -> Iterator[Message]:
        """Yield the message, preceded by the tool results among its parts.

        Args:
            is_whole: Whether to yield it even if no content could be read.
        """
        yield from self._answers
        says_something = self.has_contents or self._calls or self._reasoning
        if not says_something and (self._answers or not is_whole):
            return
        is_assistant = self._calls or self._reasoning
        yield Message(
            role="assistant" if is_assistant and self.role == "user" else self.role,
            text="\n".join(self._texts) or None,
            tool_calls=tuple(_each_once(self._calls)),
            tool_call_id=self.call_id,
            reasoning="\n".join(self._reasoning) or None,
            media=tuple(self._media),
        )


def _printed_parts(text: str) -> Sequence[Mapping[str, Any]]:
    """Return the parts of a content that Python printed, as Splunk and Netra do."""
    found = as_literal(text) if text.startswith("[{'") else None
    if not isinstance(found, list):
        return ()
    are_parts = all(isinstance(each, Mapping) and part_type(each) for each in found)
    is_content = are_parts and any(map(is_part, found))
    return found if is_content else ()


def _by_server(part: Mapping[str, Any], key: str) -> Any:
    """Return what a tool that the provider runs was given, or returned; None for other parts.

    OTel's parts for it have an object that names the kind of the tool, too.
    """
    told = parsed(part.get(key))
    if not isinstance(told, Mapping):
        return None
    return {name: value for name, value in told.items() if name != "type"}


def _origin_of(answer: Mapping[str, Any]) -> str | None:
    """Return the id of the call that Haystack keeps whole next to its result."""
    origin = answer.get("origin")
    return as_name(origin.get("id")) if isinstance(origin, Mapping) else None


def _each_once(calls: Sequence[ToolCall]) -> Iterator[ToolCall]:
    """Yield the calls without repetitions that lack the id: a model gives ids to all or to none.

    Repetitions without arguments are left out too; LangChain has them if arguments were streamed.
    """
    known = [(call.name, call.arguments) for call in calls if call.id is not None]
    whole = {call.id for call in calls if call.arguments is not None}
    for call in calls:
        if call.id is None:
            is_told = (call.name, call.arguments) in known
        else:
            is_told = call.arguments is None and call.id in whole
        if not is_told:
            yield call


def _text_of(value: Any) -> str | None:
    """Return the text of a result: its text parts, or else its JSON."""
    value = as_bare(value)
    if value is None or isinstance(value, str):
        return as_text(value)
    texts = [as_text(part.get("text")) for part in items(value) if isinstance(part, Mapping)]
    if texts and None not in texts:
        return "\n".join(filter(None, texts))
    try:
        return as_text(json.dumps(value, ensure_ascii=False, default=str))
    except (ValueError, TypeError, RecursionError):
        return None
