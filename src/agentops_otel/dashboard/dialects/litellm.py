"""LiteLLM's own exporter: `litellm_request`, and below it `raw_gen_ai_request` of the same call.

https://github.com/BerriAI/litellm/blob/main/litellm/integrations/opentelemetry.py
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
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
    """Read the raw answer: `llm.openai.id`, `llm.openai.model`."""
    return {
        "response_id": next(_raw(attributes, ".id"), None),
        "response_model": next(_raw(attributes, ".model"), None),
    }


def _raw(attributes: Mapping[str, Any], ending: str) -> Iterator[Any]:
    for key, value in attributes.items():
        if key.startswith("llm.") and key.endswith(ending) and key.count(".") == 2:  # noqa: PLR2004  # Prefix, provider, field.
            yield value


DIALECT: Final = Dialect(
    name="LiteLLM",
    kinds={"gen_ai.operation.name": _FUNCTIONS, "llm.request.type": _FUNCTIONS},
    keys={"cost_usd": ("gen_ai.cost.total_cost",)},
    kind=_kind,
    own=_own,
)
