"""OpenInference: `openinference.span.kind`, `llm.*`, `input.value`, `output.value`.

https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect
from agentops_otel.dashboard.dialects.payloads import (
    read_request,
    read_response,
    read_response_usage,
)
from agentops_otel.dashboard.model import Span


def _is_preparation(span: Span) -> bool:
    """Tell LlamaIndex's preparation of a call, which says that it is one."""
    return "._prepare_" in span.name and "openinference.span.kind" in span.attributes


DIALECT: Final = Dialect(
    name="OpenInference",
    kinds={
        "openinference.span.kind": {
            "agent": "agent",
            "chain": "operation",
            "decision": "operation",
            "embedding": "embedding",
            "evaluator": "operation",
            "guardrail": "guardrail",
            "llm": "llm",
            "prompt": "operation",
            "reranker": "retrieval",
            "retriever": "retrieval",
            "tool": "tool",
        }
    },
    keys={
        "agent": ("agent.name",),
        "entity": ("graph.node.name", "graph.node.id"),
        "tool": ("tool.name",),
        "call_id": ("tool.id", "tool_call.id"),
        "provider": ("llm.provider", "llm.system"),
        "request_model": ("llm.request.model_name",),
        "response_model": ("llm.model_name", "embedding.model_name", "reranker.model_name"),
        "input_tokens": ("llm.token_count.prompt",),
        "output_tokens": ("llm.token_count.completion",),
        "cached_tokens": (
            "llm.token_count.prompt_details.cache_read",
            "llm.token_count.prompt_details.cache_input",
        ),
        "cache_write_tokens": ("llm.token_count.prompt_details.cache_write",),
        "reasoning_tokens": ("llm.token_count.completion_details.reasoning",),
        "cost_usd": ("llm.cost.total",),
        "finish_reason": ("llm.finish_reason",),
        "request_body": ("input.value",),
        "response_body": ("output.value",),
        "arguments": ("input.value", "tool.parameters"),
        "result": ("output.value",),
    },
    no_operation=_is_preparation,
    families={
        "input_messages": ("llm.input_messages",),
        "output_messages": ("llm.output_messages",),
    },
    bodies=(
        Body("llm.invocation_parameters", ("request_model",), read_request),
        Body("embedding.invocation_parameters", ("request_model",), read_request),
        Body("input.value", ("request_model",), read_request),
        Body("output.value", ("response_id",), read_response),
        Body("output.value", ("input_tokens",), read_response_usage),
    ),
    chunk_events=frozenset(("First Token Stream Event",)),
    reply_keys=("llm.output_messages.",),
)
