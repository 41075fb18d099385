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

    Parsed where it is JSON or a Python dictionary, else the text. Taken out are the arguments of
    Python functions (`{"args": [], "kwargs": {…}}`) and LangChain's inputs (`{"inputs": {…}, …}`,
    `{"input_str": "…"}`).
    """
    found = _literal(as_content(value))
    if not isinstance(found, Mapping):
        return found
    if found.keys() == {"args", "kwargs"}:
        return found["kwargs"] if not found["args"] else found
    if "input_str" in found:
        inputs = found.get("inputs")
        return (
            inputs if isinstance(inputs, Mapping) and inputs else read_arguments(found["input_str"])
        )
    return found


def read_result(value: Any) -> Any:
    """Read what a tool or agent gave back.

    Parsed where it is JSON, else the text. Taken out is what LangChain's messages, MCP's text
    contents and OpenLLMetry's `{"output": …}` hold.
    """
    found = as_content(value)
    if not isinstance(found, Mapping):
        return found
    if found.keys() == {"output"}:
        return (
            read_result(found["output"])
            if isinstance(found["output"], Mapping)
            else as_content(found["output"])
        )
    if "lc" in found and isinstance(found.get("kwargs"), Mapping):
        found = found["kwargs"]
    if "tool_call_id" in found and "content" in found:
        return as_content(found["content"])
    content = parsed(found.get("content"))
    if "isError" in found and isinstance(content, (list, tuple)) and len(content) == 1:
        only = content[0]
        if isinstance(only, Mapping) and isinstance(only.get("text"), str):
            return as_content(only["text"])
    return found


def _literal(value: Any) -> Any:
    """Parse a printed Python dictionary."""
    if not isinstance(value, str) or not value.startswith("{") or len(value) > _LONGEST_LITERAL:
        return value
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value
