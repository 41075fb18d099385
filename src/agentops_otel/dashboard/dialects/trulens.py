"""TruLens: `ai.observability.*`, for the functions that a program chose to trace.

https://github.com/truera/trulens/blob/main/src/otel/semconv/trulens/otel/semconv/trace.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.flat import gathered_object
from agentops_otel.dashboard.dialects.values import as_name

_TYPE: Final = "ai.observability.span_type"


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the function, and the cost if it is in USD; other currencies and credits occur."""
    function = as_name(attributes.get("ai.observability.call.function")) or ""
    is_usd = attributes.get("ai.observability.cost.cost_currency") == "USD"
    return {
        "entity": function,
        "tool": attributes.get("ai.observability.mcp.tool_name") or function.rpartition(".")[2],
        "cost_usd": attributes.get("ai.observability.cost.cost") if is_usd else None,
    }


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if _TYPE not in attributes:
        return {}
    given = gathered_object(attributes, "ai.observability.call.kwargs")
    return {"arguments": given} if given else {}


DIALECT: Final = Dialect(
    name="TruLens",
    kinds={
        _TYPE: {
            "agent": "agent",
            "eval": "operation",
            "eval_root": "operation",
            "generation": "llm",
            "graph_node": "task",
            "graph_task": "task",
            "guardrail": "guardrail",
            "mcp": "tool",
            "nested_record_root": "workflow",
            "record_root": "workflow",
            "reranking": "retrieval",
            "retrieval": "retrieval",
            "tool": "tool",
            "workflow_step": "task",
        }
    },
    keys={
        "response_model": ("ai.observability.cost.model",),
        "input_tokens": ("ai.observability.cost.num_prompt_tokens",),
        "output_tokens": ("ai.observability.cost.num_completion_tokens",),
        "reasoning_tokens": ("ai.observability.cost.num_reasoning_tokens",),
        "streaming": ("ai.observability.generation.is_streaming",),
        "ms_to_first_chunk": ("ai.observability.generation.time_to_first_token_ms",),
        "response_body": ("ai.observability.call.return",),
        "arguments": ("ai.observability.mcp.input_arguments",),
        "result": ("ai.observability.mcp.output_content", "ai.observability.call.return"),
    },
    own=_own,
    said=_said,
    reply_keys=("ai.observability.call.return",),
)
