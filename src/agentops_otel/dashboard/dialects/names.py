"""Names of tools, agents, workflows and models, and what is put around them."""

from __future__ import annotations

import re
from typing import Final

from agentops_otel.dashboard.dialects.values import as_name

# What stands before and after a name.
_AROUND: Final = (
    # OTel's GenAI conventions, pydantic-ai 1, MCP.
    ("execute_tool ", ""),
    ("invoke_agent ", ""),
    ("invoke_workflow ", ""),
    ("running tool: ", ""),
    ("MCP send tools/call ", ""),
    ("tools/call ", ""),
    # Google ADK 1 and OpenInference.
    ("agent_run [", "]"),
    # Traceloop and AgentOps; DSPy; smolagents.
    ("", ".tool"),
    ("", ".agent"),
    ("", ".workflow"),
    ("", ".__call__"),
    ("", ".run"),
)

# With which OTel's conventions begin the name of a model call, the model's name after it.
_CALLS: Final = frozenset(("chat", "embeddings", "generate_content", "text_completion"))

# OpenAI's families whose members answer under their own names, and how these end.
_FAMILIES: Final = ("gpt-", "chatgpt-", "o1", "o3", "o4")
_VERSION: Final = re.compile(r"-\d{4}(-\d\d-\d\d)?$|-latest$")
_DATE: Final = re.compile(r"[-@](\d{4}-\d\d-\d\d|\d{8})\b")


def named_in(span_name: str) -> str | None:
    """Give the name that a span's name is made of; the span's name where it is made of none."""
    bare = span_name
    for before, after in _AROUND:
        if bare.startswith(before) and bare.endswith(after):
            bare = bare[len(before) : len(bare) - len(after)]
    return as_name(bare) or as_name(span_name)


def model_named_in(span_name: str) -> str | None:
    """Give the model that the name of a model call ends with, as in `chat gpt-5`."""
    operation, _, model = span_name.partition(" ")
    return as_name(model) if operation in _CALLS and " " not in model else None


def bare_model(model: str) -> str:
    """Leave out of a model's name who serves it: `openai/gpt-5`, `models/gemini-3-pro`."""
    return model.lower().rpartition("/")[2]


def is_dated(model: str) -> bool:
    """Tell the name of a version, as it answers: `gpt-5-2025-08-07`, `claude-opus-4@20260514`."""
    return _DATE.search(model) is not None


def is_family(model: str) -> bool:
    """Tell the name of a family of OpenAI's models, under which none of them answers: `gpt-5`."""
    return bare_model(model).startswith(_FAMILIES) and _VERSION.search(model) is None
