"""Extract the names of tools, agents and workflows from the names of spans."""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.values import as_name

# (prefix, suffix) around a name.
_AROUND: Final = (
    # OTel's GenAI conventions, pydantic-ai 1, MCP.
    ("execute_tool ", ""),
    ("invoke_agent ", ""),
    ("invoke_workflow ", ""),
    ("running tool: ", ""),
    ("MCP send tools/call ", ""),
    ("tools/call ", ""),
    ("langchain4j.tools.", ""),
    ("langchain4j.aiservices.", ""),
    # Google ADK 1 and OpenInference.
    ("agent_run [", "]"),
    # Traceloop and AgentOps; DSPy; smolagents.
    ("", ".tool"),
    ("", ".agent"),
    ("", ".workflow"),
    ("", ".__call__"),
    ("", ".run"),
)


# Span names that OTel's conventions and Vercel's functions use if there is no name, or none is
# known.
_NAMELESS: Final = frozenset(
    (
        *(before.strip() for before, after in _AROUND if before.endswith(" ") and not after),
        "ai.generateObject",
        "ai.generateText",
        "ai.streamObject",
        "ai.streamText",
    )
)


def named_in(span_name: str) -> str | None:
    """Return the name inside a span's name, or the whole span name if it has no known form.

    None if the span's name is only a prefix.
    """
    if span_name in _NAMELESS:
        return None
    bare = span_name
    for before, after in _AROUND:
        if bare.startswith(before) and bare.endswith(after):
            bare = bare[len(before) : len(bare) - len(after)]
    return as_name(bare) or as_name(span_name)
