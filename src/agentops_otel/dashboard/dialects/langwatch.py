"""LangWatch: `langwatch.*`, every value as JSON text together with its type.

https://github.com/langwatch/langwatch/blob/main/python-sdk/src/langwatch/attributes.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect, Fact
from agentops_otel.dashboard.dialects.langchain import program_tags
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_list, as_mapping

# Prefixes under which its handler for Node writes LangChain's runs and their metadata.
_RUN: Final = "langwatch.langchain.run."
_METADATA: Final = "langwatch.langgraph."


def _aside(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read what the program sets for the whole trace."""
    if "langwatch.span.type" not in attributes:
        return {}
    metadata = as_mapping(attributes.get("metadata"))
    tags = program_tags(as_list(attributes.get(f"{_RUN}tags")))
    return {
        "session_key": metadata.get("thread_id")
        or attributes.get(f"{_METADATA}session_id")
        or attributes.get(f"{_METADATA}thread_id"),
        "user": metadata.get("user_id") or attributes.get(f"{_METADATA}user_id"),
        "tags": metadata.get("labels") or tags,
    }


def _cost(value: Any) -> Mapping[Fact, Any]:
    return {"cost_usd": as_mapping(value).get("cost")}


DIALECT: Final = Dialect(
    name="LangWatch",
    kinds={
        "langwatch.span.type": {
            "agent": "agent",
            "chain": "operation",
            "component": "operation",
            "evaluation": "operation",
            "guardrail": "guardrail",
            "llm": "llm",
            "module": "operation",
            "rag": "retrieval",
            "span": "operation",
            "task": "task",
            "tool": "tool",
            "workflow": "workflow",
        }
    },
    keys={
        "agent": (f"{_METADATA}lc_agent_name",),
        "request_body": ("langwatch.input",),
        "response_body": ("langwatch.output",),
        "arguments": ("langwatch.input",),
        "result": ("langwatch.output",),
    },
    aside=_aside,
    bodies=(
        Body("langwatch.metrics", ("input_tokens", "reasoning_tokens"), read_usage),
        Body("langwatch.metrics", ("cost_usd",), _cost),
    ),
    reply_keys=("langwatch.output",),
)
