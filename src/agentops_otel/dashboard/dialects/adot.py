"""AWS's distribution of OpenTelemetry, as run by Bedrock AgentCore: contents in log records.

https://github.com/aws-observability/aws-otel-python-instrumentation, `llo_handler.py`: the contents
of a span and its events are moved into one log record per span, named after the span's scope, as
messages. The content of a message is the value of an attribute, or the attributes of an event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.values import as_list, as_mapping, parsed

_SIDES: Final = frozenset(("input", "output"))

# Keys that distinguish a whole request or answer in one attribute from a single text.
_WHOLE: Final = frozenset(
    ("candidates", "choices", "contents", "generations", "messages", "output")
)


def _talk(body: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the body of such a log record; empty for any other."""
    if not body or body.keys() - _SIDES:
        return {}
    asked, answered = (list(_said(body.get(side))) for side in ("input", "output"))
    # Earlier answers of the model are mixed in, but with less detail.
    last = [each for each in answered if "message" in as_mapping(each.get("content"))]
    answered = last or answered
    told: dict[Fact, Any] = {
        "input_messages": _messages(asked),
        "output_messages": _messages(answered),
        "finish_reason": next(filter(None, map(_reason, answered)), None),
    }
    if len(asked) == 1 and not _is_talk(asked[0]):
        told["tool_arguments"] = _message(asked[0])["content"]
    if len(answered) == 1 and not _is_talk(answered[0]):
        told["tool_result"] = _message(answered[0])["content"]
    return told


def _said(side: Any) -> Iterator[Mapping[str, Any]]:
    said = side.get("messages") if isinstance(side, Mapping) else None
    return (each for each in as_list(said) if isinstance(each, Mapping) and "content" in each)


def _messages(said: list[Mapping[str, Any]]) -> list[Any]:
    """Return the messages; if some are whole, the others, except instructions, repeat them."""
    whole = [each for each in said if _is_whole(each) or _is_talk(each)]
    if not whole:
        return [_message(each) for each in said]
    instructions = [_message(each) for each in said if each.get("role") == "system"]
    return [*instructions, *(parsed(each["content"]) for each in whole)]


def _is_whole(said: Mapping[str, Any]) -> bool:
    """Return whether this is a whole request or answer."""
    content = said["content"]
    return isinstance(content, str) and not _WHOLE.isdisjoint(as_mapping(content))


def _is_talk(said: Mapping[str, Any]) -> bool:
    """Return whether these are messages in one attribute."""
    content = parsed(said["content"]) if isinstance(said["content"], str) else None
    return isinstance(content, list) and any(
        isinstance(each, Mapping) and "role" in each for each in content
    )


def _message(said: Mapping[str, Any]) -> Mapping[str, Any]:
    content = said["content"]
    if not isinstance(content, Mapping):
        return said
    return {**said, **content, "content": content.get("message", content.get("content"))}


def _reason(said: Mapping[str, Any]) -> Any:
    content = parsed(said["content"]) if isinstance(said["content"], str) else said["content"]
    told = (each.get("finish_reason") for each in as_list(content) if isinstance(each, Mapping))
    return next(filter(None, told), None)


DIALECT: Final = Dialect(name="ADOT", talk=_talk)
