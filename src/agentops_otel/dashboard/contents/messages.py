"""Read messages to and from models, in whatever shape a library or instrumentation wrote them.

A message is an object with a role and parts (OTel, Google), contents (OpenAI, Anthropic, Bedrock,
Vercel), or one of the other items of OpenAI's Responses API. Of contents other than text (pictures,
sound, files) only the medium is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from agentops_otel.dashboard.contents.fragments import rejoined
from agentops_otel.dashboard.contents.parts import Draft, is_answer, is_part, part_type
from agentops_otel.dashboard.contents.read_before import ReadBefore
from agentops_otel.dashboard.dialects.flat import items
from agentops_otel.dashboard.dialects.values import (
    as_bare,
    as_literal,
    as_mapping,
    as_name,
    as_text,
    parsed,
)
from agentops_otel.dashboard.model import Message

_ROLES: Final = {
    "ai": "assistant",
    "aimessage": "assistant",
    "aimessagechunk": "assistant",
    "chatbot": "assistant",
    "function": "tool",
    "human": "user",
    "humanmessage": "user",
    "model": "assistant",
    "system": "system",
    "systemmessage": "system",
    "tool": "tool",
    "tool-call": "assistant",
    "tool-response": "tool",
    "toolmessage": "tool",
}

# The role that OpenLLMetry writes if it does not know it.
_NOBODY: Final = "unknown"

# Keys under which a shape wraps a message: OpenInference and OpenAI's choices, LangChain's dumps.
_WRAPPERS: Final = ("message", "kwargs", "data")

# A message has at least one of these keys.
_MESSAGE_KEYS: Final = ("role", "content", "contents", "parts", "blocks", "tool_calls", "toolCalls")

# Keys of a requested function, whose arguments are JSON text.
_CALL_KEYS: Final = {"name", "arguments"}

# Keys of a message's text, best first; the last ones are Dify's and OpenRouter's.
_TEXT_KEYS: Final = ("content", "text", "completion")

# Keys of the messages in a request or an answer, with the default role.
_LISTS: Final = {
    "messages": "user",
    "contents": "user",
    "input": "user",
    "prompt": "user",
    "choices": "assistant",
    "completion": "assistant",
    "candidates": "assistant",
    "generations": "assistant",
    "output": "assistant",
    "replies": "assistant",
    "response": "assistant",
}

# Keys of the instructions in a request.
_INSTRUCTIONS: Final = ("system", "instructions", "system_instruction")

# The nesting limit. Real messages in choices in lists in an answer need at most five levels.
_DEEPEST: Final = 8


def read_messages(value: Any, role: str, before: ReadBefore | None = None) -> tuple[Message, ...]:
    """Read a list of messages, one message, a provider's whole request or answer, or plain text.

    Args:
        value: JSON text, or its parsed value.
        role: The role where none is recorded.
        before: What was read before of the same session.
    """
    if before is None or not isinstance(value, str):
        return tuple(_messages(_unpacked(as_bare(parsed(value))), role, _DEEPEST))
    return before.read_text(value, role, partial(_messages_in_text, before=before))


def _messages_in_text(text: str, role: str, *, before: ReadBefore) -> tuple[Message, ...]:
    bare = as_bare(parsed(text))
    found = _unpacked(bare)
    # Values that Python printed are not all told apart by their JSON.
    if found is bare and isinstance(found, list):
        return tuple(_listed(rejoined(found), role, _DEEPEST - 1, before))
    return tuple(_messages(found, role, _DEEPEST))


def _unpacked(value: Any) -> Any:
    """Parse messages that are JSON text within JSON text, or printed by Python."""
    found = as_literal(parsed(value))
    return found if found is not value and _is_talk(found) else value


def _is_talk(value: Any) -> bool:
    """Return whether these are messages, not a text that looks like an object or a list."""
    messages = value if isinstance(value, list) else [value]
    return bool(messages) and all(isinstance(each, Mapping) and "role" in each for each in messages)


def says_something(message: Message) -> bool:
    """Return whether a message has any content."""
    return bool(message.text or message.tool_calls or message.reasoning or message.media)


def _messages(value: Any, role: str, depth: int) -> Iterable[Message]:
    if isinstance(value, str):
        if (text := as_text(value)) is not None:
            yield Message(role=role, text=text)
    elif isinstance(value, (list, tuple)):
        if depth:
            yield from _listed(rejoined(value), role, depth - 1)
    elif isinstance(value, Mapping) and depth:
        yield from _object(value, role, depth - 1)


def _listed(
    values: Iterable[Any], role: str, depth: int, before: ReadBefore | None = None
) -> Iterable[Message]:
    """Read a list; consecutive parts in it make one message, up to a tool's result."""
    loose = Draft(role)
    for value in values:
        found = parsed(value)
        is_loose = isinstance(found, Mapping) and is_part(found)
        if not is_loose or is_answer(found):
            yield from loose.messages()
            loose = Draft(role)
        if is_loose:
            loose.add(found)
        elif before is not None and isinstance(found, dict):
            yield from before.read(found, role, depth, _bare_messages)
        else:
            yield from _bare_messages(found, role, depth)
    yield from loose.messages()


def _bare_messages(value: Any, role: str, depth: int) -> Iterable[Message]:
    return _messages(as_bare(value), role, depth)


def _object(value: Mapping[str, Any], role: str, depth: int) -> Iterable[Message]:
    role = _role_of(value) or role
    for key in _WRAPPERS:
        inner = parsed(value.get(key))
        if isinstance(inner, Mapping):
            yield from _messages(inner, role, depth)
            return
    if is_part(value):
        yield from _listed((value,), role, depth)
    elif any(key in value for key in _MESSAGE_KEYS) and not _is_request(value):
        yield from _message(value, role)
    else:
        yield from _envelope(value, role, depth)


def _is_request(value: Mapping[str, Any]) -> bool:
    """Return whether this is Google's request, whose contents are messages, not a message."""
    contents = value.get("contents")
    return (
        "role" not in value
        and isinstance(contents, (list, tuple))
        and any(isinstance(each, Mapping) and "parts" in each for each in contents)
    )


def _envelope(value: Mapping[str, Any], role: str, depth: int) -> Iterable[Message]:
    """Read a whole request or answer; skip the instructions that OpenAI's answers repeat."""
    if role == "user":
        for key in _INSTRUCTIONS:
            yield from _messages(parsed(value.get(key)), "system", depth)
    for key, default in _LISTS.items():
        if value.get(key) is not None:
            yield from _messages(parsed(value[key]), default if role == "user" else role, depth)
            return
    if (text := as_text(value.get("text"))) is not None:
        yield Message(role=role, text=text)


def _message(value: Mapping[str, Any], role: str) -> Iterable[Message]:
    if inner := _messages_within(value, role):
        yield from _messages(inner, role, _DEEPEST)
        return
    if role == "assistant" and (call := _call_as_content(value)) is not None:
        draft = Draft(role)
        draft.add_calls((call,))
        yield from draft.messages(is_whole=True)
        return
    # LlamaIndex keeps provider-specific fields next to the blocks.
    beside = as_mapping(value.get("additional_kwargs")) if "blocks" in value else {}
    call_id = _call_id(value) or _call_id(beside)
    # Anthropic's API puts tool results into messages of the user.
    role = "tool" if role == "user" and call_id is not None else role
    draft = Draft(role, call_id=call_id)
    for key in ("parts", "contents", "blocks"):
        draft.add_all(parsed(value.get(key)))
    # OpenInference writes the same into `contents` and `content`.
    told = next((value[key] for key in _TEXT_KEYS if key in value), None)
    content = None if draft.has_contents else _content(told)
    if isinstance(content, Mapping) and "parts" in content:
        draft.role = _role_of(content) or draft.role
        content = content["parts"]
    draft.add_all(content)
    for source in (value, beside):
        for key in ("tool_calls", "toolCalls"):
            draft.add_calls(items(parsed(source.get(key))))
    if isinstance(call := parsed(value.get("function_call")), Mapping):
        draft.add_calls((call,))
    for key in ("reasoning", "reasoning_content", "thinking"):
        draft.add_reasoning(value.get(key))
    yield from draft.messages(is_whole=True)


def _call_as_content(value: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the tool call that is the only content of a message, as Netra writes it."""
    text = value.get("content")
    found = as_mapping(text) if isinstance(text, str) else {}
    is_call = found.keys() == _CALL_KEYS and all(isinstance(each, str) for each in found.values())
    return {"id": _call_id(value), **found} if is_call else None


def _messages_within(value: Mapping[str, Any], role: str) -> list[Any]:
    """Return whole messages that are nested in one message.

    Eino puts the whole answer into the content if it has tool calls, and OpenLLMetry for Node puts
    a list that is given to OpenAI's Responses API into the only part.
    """
    if role == "assistant":
        found, needed = parsed(value.get("content")), {"role", "tool_calls"}
    else:
        parts = parsed(value.get("parts"))
        part = parts[0] if isinstance(parts, (list, tuple)) and len(parts) == 1 else None
        found, needed = parsed(as_mapping(part).get("content")), {"role", "content"}
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        return []
    return found if all(needed <= each.keys() for each in found) else []


def _content(value: Any) -> Any:
    """Parse content only if it is a list of parts, since users may write JSON themselves."""
    found = parsed(value)
    is_parts = found == [] or (
        isinstance(found, list)
        and any(isinstance(each, Mapping) and (is_part(each) or part_type(each)) for each in found)
    )
    return found if is_parts or not isinstance(value, str) else value


def _call_id(value: Mapping[str, Any]) -> str | None:
    for key in ("tool_call_id", "toolCallId", "tool_use_id", "call_id"):
        if (found := as_name(value.get(key))) is not None:
            return found
    return None


def _role_of(value: Mapping[str, Any]) -> str | None:
    """Read the role, also as Python prints smolagents' enumeration: `MessageRole.USER`."""
    told = as_name(value.get("role"))
    if told is not None and told != _NOBODY:
        role = told.lower().rpartition(".")[2]
        return _ROLES.get(role, role)
    path = value.get("id")
    kind = path[-1] if isinstance(path, (list, tuple)) and path else value.get("type")
    return _ROLES.get(kind.lower()) if isinstance(kind, str) else None
