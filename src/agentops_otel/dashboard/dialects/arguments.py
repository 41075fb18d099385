"""Arguments and results, taken out of what instrumentations wrap them in."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.values import as_content, parsed

# Longer text is no dictionary that a person would have printed; parsing it is slow.
_LONGEST_LITERAL: Final = 100_000


def read_arguments(value: Any) -> Any:
    """Read what a tool or agent was given.

    Parsed where it is JSON or a Python dictionary, else the text; None where it is a schema, as
    some instrumentations have it in `tool.parameters`. Taken out are the arguments of Python
    functions (`{"args": [], "kwargs": {…}}`) and LangChain's inputs (`{"inputs": {…}, …}`,
    `{"input_str": "…"}`).
    """
    found = _literal(as_content(value))
    if not isinstance(found, Mapping):
        return found
    if _is_schema(found):
        return None
    if found.keys() == {"args", "kwargs"}:
        return found if found["args"] else found["kwargs"]
    if "input_str" in found:
        inputs = found.get("inputs")
        is_told = isinstance(inputs, Mapping) and inputs
        return inputs if is_told else _literal(as_content(found["input_str"]))
    return found


def _is_schema(value: Mapping[str, Any]) -> bool:
    """Tell a description of arguments: JSON Schema, or a type for each argument (smolagents)."""
    if isinstance(value.get("properties"), Mapping):
        return value.get("type") == "object"
    return bool(value) and all(
        isinstance(each, Mapping) and isinstance(each.get("type"), str) for each in value.values()
    )


def read_result(value: Any) -> Any:
    """Read what a tool or agent gave back.

    Parsed where it is JSON, else the text. Taken out is what OpenLLMetry's `{"output": …}`,
    LangChain's messages, MCP's results and Bedrock's blocks hold, if that is a single thing.
    """
    found = as_content(value)
    if isinstance(found, Mapping):
        return _unwrapped(found)
    if isinstance(found, (list, tuple)) and len(found) == 1:
        return _block(found[0], found)
    return found


def _unwrapped(found: Mapping[str, Any]) -> Any:
    output, inner = found.get("output"), found.get("kwargs")
    if found.keys() == {"output"}:
        return _unwrapped(output) if isinstance(output, Mapping) else as_content(output)
    if "lc" in found and isinstance(inner, Mapping):
        found = inner
    if "tool_call_id" in found and "content" in found:
        return as_content(found["content"])
    content = parsed(found.get("content"))
    if "isError" in found and isinstance(content, (list, tuple)) and len(content) == 1:
        return _block(content[0], found)
    return found


def _block(value: Any, whole: Any) -> Any:
    """Take the one thing out of a block that holds text or JSON; else give the whole."""
    if not isinstance(value, Mapping):
        return whole
    if isinstance(value.get("text"), str) and value.keys() <= {"text", "type", "annotations"}:
        return as_content(value["text"])
    return value["json"] if value.keys() == {"json"} else whole


def _literal(value: Any) -> Any:
    """Parse a printed Python dictionary."""
    if not isinstance(value, str) or not value.startswith("{") or len(value) > _LONGEST_LITERAL:
        return value
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value
