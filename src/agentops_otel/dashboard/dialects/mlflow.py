"""MLflow's exporter: `mlflow.*`, every value JSON text.

https://mlflow.org/docs/latest/genai/tracing/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Body, Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import read_response
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_mapping, parsed


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {
        "provider": parsed(attributes.get("mlflow.llm.provider")),
        "response_model": parsed(attributes.get("mlflow.llm.model")),
        "cost_usd": as_mapping(attributes.get("mlflow.llm.cost")).get("total_cost"),
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
        "request_body": ("mlflow.spanInputs",),
        "response_body": ("mlflow.spanOutputs",),
        "arguments": ("mlflow.spanInputs",),
        "result": ("mlflow.spanOutputs",),
    },
    bodies=(
        Body("mlflow.chat.tokenUsage", ("input_tokens",), read_usage),
        Body("mlflow.spanOutputs", ("response_id",), read_response),
    ),
    own=_own,
    reply_keys=("mlflow.spanOutputs",),
)
