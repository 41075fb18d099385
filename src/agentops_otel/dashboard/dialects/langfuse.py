"""Langfuse: `langfuse.observation.*`.

https://github.com/langfuse/langfuse-python/blob/main/langfuse/_client/attributes.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect, Fact
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

# LangChain's own metadata of runs.
_AGENT: Final = "langfuse.observation.metadata.lc_agent_name"
_MODEL: Final = "langfuse.observation.metadata.ls_model_name"
_PROVIDER: Final = "langfuse.observation.metadata.ls_provider"


def _kind(span: Span) -> OperationKind | None:
    """Recognise LangChain's agents, which the handler for Node shows as ordinary spans."""
    return "agent" if span.attributes.get(_AGENT) == span.name else None


def _cost(value: Any) -> Mapping[Fact, Any]:
    return {"cost_usd": as_mapping(value).get("total")}


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the failure, which the client for Node does not put into the status."""
    return {"is_error": attributes.get("langfuse.observation.level") == "ERROR" or None}


DIALECT: Final = Dialect(
    name="Langfuse",
    kinds={
        "langfuse.observation.type": {
            "agent": "agent",
            "chain": "operation",
            "embedding": "embedding",
            "evaluator": "operation",
            "generation": "llm",
            "guardrail": "guardrail",
            "retriever": "retrieval",
            "tool": "tool",
        }
    },
    kind=_kind,
    keys={
        "agent": (_AGENT,),
        "provider": (_PROVIDER,),
        "request_model": (_MODEL,),
        # Set to the requested model, then overwritten with the one that answered.
        "response_model": ("langfuse.observation.model.name",),
        "first_chunk_at": ("langfuse.observation.completion_start_time",),
        "request_body": ("langfuse.observation.input",),
        "response_body": ("langfuse.observation.output",),
        "arguments": ("langfuse.observation.input",),
        "result": ("langfuse.observation.output",),
    },
    bodies=(
        Body("langfuse.observation.usage_details", ("input_tokens",), read_usage),
        Body("langfuse.observation.cost_details", ("cost_usd",), _cost),
    ),
    reply_keys=("langfuse.observation.output",),
    own=_own,
)
