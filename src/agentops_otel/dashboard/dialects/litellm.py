"""LiteLLM's own exporter: `litellm_request`, and below it `raw_gen_ai_request` of the same call.

https://github.com/BerriAI/litellm/blob/main/litellm/integrations/opentelemetry.py; its second
version, with OTel's conventions, is in integrations/otel/mappers/genai.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import UNKNOWN, Body, Dialect, Fact
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
_CALL_ID: Final = "litellm.call_id"
_GUARDRAIL: Final = "litellm.guardrail.name"


def _kind(span: Span) -> OperationKind | None:
    if span.name == _RAW_REQUEST:
        return "llm"
    return "guardrail" if _GUARDRAIL in span.attributes else None


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    return named if _CALL_ID in span.attributes else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the raw answer: `llm.openai.id`, `llm.openai.model`, `llm.openai.usage`."""
    if _CALL_ID in attributes:
        # Without a response, the call's own id is written in place of its id.
        is_none = attributes[_CALL_ID] == attributes.get("gen_ai.response.id")
        return {"response_id": UNKNOWN} if is_none else {}
    raw = _raw(attributes)
    return {
        "is_raw": not any(key.startswith("gen_ai.") for key in attributes),
        "response_id": raw.get("id"),
        "response_model": raw.get("model"),
        **_printed_usage(raw.get("usage")),
    }


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the messages of the raw request and answer, printed as Python prints lists."""
    raw = _raw(attributes)
    answers = (raw[field] for field in ("choices", "content", "output") if field in raw)
    answered = next((each for each in map(as_literal, answers) if each is not None), None)
    asked = as_literal(raw.get("messages"))
    return {} if answered is None else {"input_messages": asked, "output_messages": answered}


def _raw(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields of the raw request and answer; attributes name the provider before them."""
    raw: dict[str, Any] = {}
    for key, value in attributes.items():
        if key.startswith("llm."):
            raw.setdefault(key.removeprefix("llm.").partition(".")[2], value)
    return raw


def _printed_usage(value: Any) -> Mapping[Fact, Any]:
    return read_usage(as_literal(value))


DIALECT: Final = Dialect(
    name="LiteLLM",
    kinds={"gen_ai.operation.name": _FUNCTIONS, "llm.request.type": _FUNCTIONS},
    keys={
        "cost_usd": ("gen_ai.cost.total_cost", "litellm.cost.total"),
        "entity": (_GUARDRAIL,),
        "streaming": ("litellm.request.streaming",),
    },
    kind=_kind,
    claims=_claims,
    own=_own,
    bodies=(Body("metadata.usage_object", ("cached_tokens", "reasoning_tokens"), _printed_usage),),
    said=_said,
)
