"""Unwrap arguments and results from the forms that instrumentations put them in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.values import (
    as_bare,
    as_content,
    as_literal,
    as_mapping,
    as_name,
    as_printed,
    parsed,
)

# Keys of captured function arguments; the last one is smolagents'.
_FUNCTION_KEYS: Final = frozenset(("args", "kwargs", "sanitize_inputs_outputs"))

_MESSAGE_KEYS: Final = frozenset(("role", "content"))

# The id of a call in the options that Vercel's AI SDK passes to its tools after the arguments.
_VERCEL_ID: Final = "toolCallId"

# Keys of what BeeAI passes to its tools.
_BEEAI_KEYS: Final = frozenset(("input", "options"))

# Separates the fields of a message that LangChain prints.
_FIELD_ENDS: Final = re.compile(r"(?<=['\"\]}]) (?=[a-z_]+=)")

# Keys that OpenLLMetry adds to the inputs of a LangChain run.
_RUN_KEYS: Final = frozenset(("tags", "metadata", "kwargs"))
_GIVEN: Final = ({"inputs"}, {"query"})


def read_arguments(value: Any) -> Any:
    """Read the arguments of a tool or an agent.

    Parsed if they are JSON or a Python dictionary, else the text; None for a schema, which some
    instrumentations put into `tool.parameters`. Unwrapped are the arguments of functions in Python
    (`{"args": [], "kwargs": {…}}`) and JavaScript (`{"args": ["{…}"]}`, in Vercel's AI SDK with
    its options next to them), and BeeAI's and LangChain's inputs (`{"input": {…}, "options": …}`,
    `{"inputs": {…}, …}`, `{"input_str": "…"}`).
    """
    found = _told_by_tool(as_literal(_bare_content(value)))
    if not isinstance(found, Mapping):
        return found
    if _is_schema(found):
        return None
    if found.keys() <= _FUNCTION_KEYS:
        return _of_function(found)
    if "input_str" in found:
        inputs = found.get("inputs")
        is_told = isinstance(inputs, Mapping) and inputs
        return inputs if is_told else as_literal(as_content(found["input_str"]))
    given = _given(found)
    return found if given is None else as_content(found[given])


def _bare_content(value: Any) -> Any:
    """Parse content, also inside an object that declares it as text."""
    found = as_content(value)
    bare = as_bare(found)
    return found if bare is found else as_content(bare)


def _told_by_tool(value: Any) -> Any:
    """Unwrap the content of a single message from or to a tool; TanStack AI wraps both."""
    if not isinstance(value, (list, tuple)) or len(value) != 1:
        return value
    message = value[0]
    is_message = isinstance(message, Mapping) and message.keys() == _MESSAGE_KEYS
    return as_content(message["content"]) if is_message and message["role"] == "tool" else value


def _given(found: Mapping[str, Any]) -> str | None:
    """Return the key of the arguments, if the other keys describe the run."""
    if found.keys() == _BEEAI_KEYS:
        return "input"
    given = found.keys() - _RUN_KEYS
    return next(iter(given)) if found.keys() > _RUN_KEYS and given in _GIVEN else None


def _of_function(found: Mapping[str, Any]) -> Any:
    """Unwrap the named arguments, if there are no others; JavaScript's are one object."""
    others = found.get("args")
    if "kwargs" in found:
        return found if others else found["kwargs"]
    given = others if isinstance(others, (list, tuple)) else ()
    if len(given) == len(("arguments", "options")) and _VERCEL_ID in as_mapping(given[1]):
        given = given[:1]
    only = parsed(given[0]) if len(given) == 1 else None
    return only if isinstance(only, Mapping) else found


def read_call_id(value: Any) -> str | None:
    """Read the id of a call from the options that Vercel's AI SDK passes to its tools."""
    given = as_mapping(value).get("args")
    options = given[-1] if isinstance(given, (list, tuple)) and given else None
    return as_name(as_mapping(options).get(_VERCEL_ID))


def _is_schema(value: Mapping[str, Any]) -> bool:
    """Return whether this is a schema: JSON Schema, Zod, or a type per argument (smolagents)."""
    if isinstance(value.get("def"), Mapping):
        return value.get("type") == "object"
    if isinstance(value.get("properties"), Mapping):
        return value.get("type") == "object"
    return bool(value) and all(
        isinstance(each, Mapping) and isinstance(each.get("type"), str) for each in value.values()
    )


def read_result(value: Any) -> Any:
    """Read the result of a tool or an agent.

    Parsed if it is JSON, else the text. Unwrapped is the content of OpenLLMetry's `{"output": …}`,
    LangChain's and LlamaIndex's messages, MCP's results and Bedrock's blocks, if it is a single
    item.
    """
    found = _told_by_tool(_bare_content(value))
    if isinstance(found, str):
        message = _printed_message(found)
        return as_content(message["content"]) if "content" in message else found
    if isinstance(found, Mapping):
        return _unwrapped(found)
    if isinstance(found, (list, tuple)) and len(found) == 1:
        return _block(found[0], found)
    return found


def _unwrapped(found: Mapping[str, Any]) -> Any:
    output = found.get("output", found.get("outputs"))
    if isinstance(output, str):
        output = _printed_message(output).get("content", output)
    if found.keys() - {"kwargs"} in ({"output"}, {"outputs"}):
        return _unwrapped(output) if isinstance(output, Mapping) else as_content(output)
    if isinstance(inner := found.get("tool_output"), Mapping):
        return _unwrapped(inner)
    if "raw_output" in found and "tool_name" in found:
        return as_content(found["raw_output"])
    message = _langchain_message(found)
    if "tool_call_id" in message and "content" in message:
        return as_content(message["content"])
    content = parsed(found.get("content"))
    if "isError" in found and isinstance(content, (list, tuple)) and len(content) == 1:
        return _block(content[0], found)
    return found


def read_document(value: Any) -> Any:
    """Read a document that is searched or found; OpenInference wraps each."""
    found = as_mapping(value)
    return found["document"] if found.keys() == {"document"} else value


def _printed_message(text: str) -> Mapping[str, Any]:
    """Parse a message that LangChain printed: `content='rain' name='…' tool_call_id='call_1'`."""
    if not text.startswith("content=") or "tool_call_id=" not in text:
        return {}
    fields = as_printed(f"Message({_FIELD_ENDS.sub(', ', text)})")
    return fields if isinstance(fields, Mapping) else {}


def read_tool_message(value: Any) -> Mapping[str, Any]:
    """Read the message that answers a tool call, if a result is one; else empty."""
    found = as_mapping(value)
    output = found.get("output") if found else value
    if isinstance(output, str):
        return _printed_message(output)
    message = _langchain_message(output if isinstance(output, Mapping) else found)
    return message if as_name(message.get("tool_call_id")) is not None else {}


def _langchain_message(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Unwrap LangChain's dumps of messages: `{"lc": 1, "kwargs": …}`, `{"type", "data": …}`."""
    for mark, key in (("lc", "kwargs"), ("type", "data")):
        inner = found.get(key)
        if mark in found and isinstance(inner, Mapping):
            return inner
    return found


def _block(value: Any, whole: Any) -> Any:
    """Unwrap a block that holds only text or JSON; else return `whole`."""
    if not isinstance(value, Mapping):
        return whole
    if isinstance(value.get("text"), str) and value.keys() <= {"text", "type", "annotations"}:
        return as_content(value["text"])
    return value["json"] if value.keys() == {"json"} else whole
