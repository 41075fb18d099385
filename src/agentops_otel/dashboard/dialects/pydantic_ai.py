"""pydantic-ai and Logfire: OTel's conventions and extensions; 1.x had names of its own.

https://github.com/pydantic/pydantic-ai/blob/main/pydantic_ai_slim/pydantic_ai/_instrumentation.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.model import OperationKind, Span


def _kind(span: Span) -> OperationKind | None:
    """Recognise the spans of 1.x, which name no operation."""
    attributes = span.attributes
    if "agent_name" in attributes and "model_name" in attributes:
        return "agent"
    if span.name.startswith("running tool") and "gen_ai.tool.name" in attributes:
        return "tool"
    return None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"agent": attributes.get("agent_name")}


DIALECT: Final = Dialect(
    name="pydantic-ai",
    keys={
        "reasoning_tokens": (
            "gen_ai.usage.details.reasoning_tokens",
            "gen_ai.usage.details.thoughts_tokens",
        ),
        # Sums over an agent's run, named differently from calls' counts so that nobody adds both.
        "input_tokens": ("gen_ai.aggregated_usage.input_tokens",),
        "output_tokens": ("gen_ai.aggregated_usage.output_tokens",),
        "cached_tokens": (
            "gen_ai.usage.details.cache_read_tokens",
            "gen_ai.aggregated_usage.cache_read.input_tokens",
        ),
        "cache_write_tokens": (
            "gen_ai.usage.details.cache_write_tokens",
            "gen_ai.aggregated_usage.cache_creation.input_tokens",
        ),
        "cost_usd": ("operation.cost",),
        "seconds_to_first_chunk": ("gen_ai.client.operation.time_to_first_chunk",),
        "arguments": ("tool_arguments",),
        "result": ("tool_response", "final_result"),
        "input_messages": ("pydantic_ai.all_messages",),
        "event_list": ("events", "all_messages_events"),
    },
    kind=_kind,
    own=_own,
)
