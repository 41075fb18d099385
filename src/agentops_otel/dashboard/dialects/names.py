"""Names of tools, agents and workflows, and what the names of spans put around them."""

from __future__ import annotations

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


# What OTel's conventions, and Vercel's functions, call the span of somebody who has no name, or
# one that nobody tells.
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
    """Give the name that a span's name is made of; the span's name where it is made of none.

    None where it is only what stands before a name.
    """
    if span_name in _NAMELESS:
        return None
    bare = span_name
    for before, after in _AROUND:
        if bare.startswith(before) and bare.endswith(after):
            bare = bare[len(before) : len(bare) - len(after)]
    return as_name(bare) or as_name(span_name)
