"""LiteLLM's own exporter: `litellm_request`, and below it `raw_gen_ai_request` of the same call.

https://github.com/BerriAI/litellm/blob/main/litellm/integrations/opentelemetry.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect, Fact
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_literal
from agentops_otel.dashboard.model import OperationKind, Span

# LiteLLM names an operation after the function that was called.
_FUNCTIONS: Final[dict[str, OperationKind]] = {
    "completion": "llm",
    "acompletion": "llm",
    "text_completion": "llm",
    "atext_completion": "llm",
    "responses": "llm",
    "aresponses": "llm",
    "anthropic_messages": "llm",
    "embedding": "embedding",
    "aembedding": "embedding",
    "rerank": "retrieval",
    "arerank": "retrieval",
}
_RAW_REQUEST: Final = "raw_gen_ai_request"


def _kind(span: Span) -> OperationKind | None:
    return "llm" if span.name == _RAW_REQUEST else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the raw answer: `llm.openai.id`, `llm.openai.model`, `llm.openai.usage`."""
    return {
        "response_id": _raw(attributes, "id"),
        "response_model": _raw(attributes, "model"),
        **_printed_usage(_raw(attributes, "usage")),
    }


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the messages of the raw request and answer, printed as Python prints lists."""
    asked, answered = _raw(attributes, "messages"), _raw(attributes, "choices")
    return {} if answered is None else {"input_messages": asked, "output_messages": answered}


def _raw(attributes: Mapping[str, Any], field: str) -> Any:
    """Give a field of the raw request or answer, whose names have the provider between."""
    for key, value in attributes.items():
        start, _, rest = key.partition(".")
        if start == "llm" and rest.partition(".")[2] == field:
            return as_literal(value)
    return None


def _printed_usage(value: Any) -> Mapping[Fact, Any]:
    return read_usage(as_literal(value))


DIALECT: Final = Dialect(
    name="LiteLLM",
    kinds={"gen_ai.operation.name": _FUNCTIONS, "llm.request.type": _FUNCTIONS},
    keys={"cost_usd": ("gen_ai.cost.total_cost",)},
    kind=_kind,
    own=_own,
    bodies=(Body("metadata.usage_object", ("cached_tokens", "reasoning_tokens"), _printed_usage),),
    said=_said,
)
