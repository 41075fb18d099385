"""Names of tools, agents and workflows that stand in the names of spans."""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.values import as_name

# OTel's GenAI conventions, pydantic-ai 1, MCP.
_BEFORE: Final = (
    "execute_tool ",
    "invoke_agent ",
    "invoke_workflow ",
    "running tool: ",
    "MCP send tools/call ",
    "tools/call ",
)

# Traceloop and AgentOps; DSPy.
_AFTER: Final = (".tool", ".agent", ".workflow", ".__call__")

# With which OTel's conventions begin the name of a model call, the model's name after it.
_CALLS: Final = frozenset(("chat", "embeddings", "generate_content", "text_completion"))


def named_in(span_name: str) -> str | None:
    """Give the name that a span's name is made of; the span's name where it is made of none."""
    bare = span_name
    for before in _BEFORE:
        bare = bare.removeprefix(before)
    for after in _AFTER:
        bare = bare.removesuffix(after)
    return as_name(bare) or as_name(span_name)


def model_named_in(span_name: str) -> str | None:
    """Give the model that the name of a model call ends with, as in `chat gpt-5`."""
    operation, _, model = span_name.partition(" ")
    return as_name(model) if operation in _CALLS and " " not in model else None
