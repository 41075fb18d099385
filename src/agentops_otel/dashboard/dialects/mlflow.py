"""MLflow's exporter: `mlflow.*`, every value as JSON text.

https://mlflow.org/docs/latest/genai/tracing/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import (
    read_request,
    read_response,
    read_response_usage,
)
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_mapping, parsed
from agentops_otel.dashboard.model import OperationKind, Span

_SCOPE: Final = "mlflow.tracing.provider"
_TAG: Final = "mlflow.traceTag."


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Claim its spans in OTel's conventions, an option of the exporter."""
    return named if span.scope.name == _SCOPE else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    tags = [
        f"{key.removeprefix(_TAG)}:{value}"
        for key, value in attributes.items()
        if key.startswith(_TAG)
    ]
    return {
        "provider": parsed(attributes.get("mlflow.llm.provider")),
        # OTel's attribute has the model that answered.
        "request_model": parsed(attributes.get("model")),
        "cost_usd": as_mapping(attributes.get("mlflow.llm.cost")).get("total_cost"),
        "tags": tags,
    }


DIALECT: Final = Dialect(
    name="MLflow",
    kinds={
        "mlflow.spanType": {
            "agent": "agent",
            "chain": "operation",
            "chat_model": "llm",
            "embedding": "embedding",
            "evaluator": "operation",
            "guardrail": "guardrail",
            "llm": "llm",
            "memory": "operation",
            "parser": "operation",
            "reranker": "retrieval",
            "retriever": "retrieval",
            "task": "task",
            "tool": "tool",
            "workflow": "workflow",
        }
    },
    keys={
        "model": ("mlflow.llm.model",),
        "request_body": ("mlflow.spanInputs",),
        "response_body": ("mlflow.spanOutputs",),
        "arguments": ("mlflow.spanInputs",),
        "result": ("mlflow.spanOutputs",),
    },
    bodies=(
        Body("mlflow.chat.tokenUsage", ("input_tokens",), read_usage),
        Body("mlflow.spanInputs", ("request_model",), read_request),
        Body("mlflow.spanOutputs", ("response_id",), read_response),
        Body("mlflow.spanOutputs", ("input_tokens", "reasoning_tokens"), read_response_usage),
    ),
    claims=_claims,
    own=_own,
    reply_keys=("mlflow.spanOutputs",),
)
