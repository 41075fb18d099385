"""`gen_ai.span.kind` of Alibaba's conventions and of traceAI, which writes like OpenInference.

https://github.com/future-agi/traceAI/blob/main/python/fi_instrumentation/fi_types.py
https://help.aliyun.com/zh/arms/tracing-analysis/llm-trace-field-definition-description
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import UNKNOWN, Dialect, Fact
from agentops_otel.dashboard.dialects.models import is_dated
from agentops_otel.dashboard.dialects.payloads import (
    read_request,
    read_response,
    read_response_usage,
)
from agentops_otel.dashboard.dialects.values import as_literal, as_name
from agentops_otel.dashboard.model import OperationKind, Span

_KIND: Final = "gen_ai.span.kind"
_OPENAI_AGENTS: Final = "traceai_openai_agents"
_PARAMETERS: Final = "gen_ai.request.parameters"
_KINDS: Final[Mapping[str, OperationKind]] = {
    "agent": "agent",
    "chain": "operation",
    "conversation": "operation",
    "embedding": "embedding",
    "entry": "workflow",
    "evaluator": "operation",
    "guardrail": "guardrail",
    "llm": "llm",
    "reranker": "retrieval",
    "retriever": "retrieval",
    "step": "operation",
    "task": "task",
    "tool": "tool",
    "vector_db": "retrieval",
    "workflow": "workflow",
}


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Return `workflow` for the trace span of the OpenAI Agents SDK, which names no agent."""
    is_trace = span.scope.name == _OPENAI_AGENTS and "graph.node.id" not in span.attributes
    return "workflow" if named == "agent" and is_trace else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read traceAI's models; it overwrites the requested name with the one that answered."""
    if _PARAMETERS not in attributes:
        return {}
    named = as_name(attributes.get("gen_ai.request.model"))
    asked = read_request(attributes[_PARAMETERS]).get("request_model")
    printed = as_literal(attributes.get("output.value"))
    told = printed if isinstance(printed, Mapping) else {}
    answered = named if named != asked and is_dated(named or "") else None
    return {
        "request_model": asked or (UNKNOWN if answered else named),
        "response_model": answered,
        **read_response(told),
        **_parts(told),
    }


def _parts(answer: Mapping[str, Any]) -> Mapping[Fact, Any]:
    counts = read_response_usage(answer)
    return {fact: counts[fact] for fact in _PARTS if fact in counts}


_PARTS: Final[tuple[Fact, ...]] = ("cached_tokens", "reasoning_tokens")


DIALECT: Final = Dialect(
    name="GenAI span kinds",
    kinds={_KIND: _KINDS, "fi.span.kind": _KINDS},
    keys={
        "cached_tokens": ("gen_ai.usage.input_tokens.cache_read",),
        "cache_write_tokens": ("gen_ai.usage.input_tokens.cache_write",),
        "reasoning_tokens": ("gen_ai.usage.output_tokens.reasoning",),
        "model": ("gen_ai.model_name",),
    },
    claims=_claims,
    own=_own,
    families={
        "input_messages": ("gen_ai.input.messages",),
        "output_messages": ("gen_ai.output.messages",),
    },
    repeats_usage=True,
)
