"""Genkit, in all its languages: `genkit:*`, with inputs and outputs as JSON text.

https://github.com/genkit-ai/genkit/blob/main/js/core/src/tracing/instrumentation.ts
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import (
    finish_reason_in,
    read_response,
    read_response_usage,
)
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import as_mapping, as_name

_SUBTYPE: Final = "genkit:metadata:subtype"
_OUTPUT: Final = "genkit:output"
_MODELS: Final = frozenset(("model", "embedder"))

# Plugins that are not named like their provider.
_PROVIDERS: Final = {
    "compat-oai": "openai",
    "googleai": "gcp.gemini",
    "vertexai": "gcp.vertex_ai",
}

# Keys under which plugins keep the provider's own answer.
_RAW: Final = ("raw", "custom")


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if attributes.get(_SUBTYPE) not in _MODELS:
        return {}
    plugin, _, model = str(attributes.get("genkit:name")).rpartition("/")
    answer = as_mapping(attributes.get(_OUTPUT))
    raw = _raw(answer)
    return {
        "provider": _PROVIDERS.get(plugin, plugin),
        "request_model": model,
        **read_response(raw),
        **read_usage(answer.get("usage")),
        # Genkit's own counts lack their parts, such as cached tokens.
        **read_response_usage(raw),
    }


def _raw(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(filter(None, (as_mapping(answer.get(key)) for key in _RAW)), {})


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read messages, and the provider's finish reason: Genkit's is `stop` even for tool calls."""
    if as_name(attributes.get(_SUBTYPE)) != "model":
        return {}
    answer = as_mapping(attributes.get(_OUTPUT))
    return {
        "input_messages": as_mapping(attributes.get("genkit:input")).get("messages"),
        "output_messages": answer.get("message") or answer.get("candidates"),
        "finish_reason": finish_reason_in(_raw(answer)) or finish_reason_in(answer),
    }


DIALECT: Final = Dialect(
    name="Genkit",
    kinds={
        _SUBTYPE: {
            "agent": "agent",
            "embedder": "embedding",
            "evaluator": "operation",
            "executable-prompt": "operation",
            "flow": "workflow",
            "indexer": "operation",
            "model": "llm",
            "prompt": "operation",
            "reranker": "retrieval",
            "retriever": "retrieval",
            "tool": "tool",
            "tool.v2": "tool",
        },
        "genkit:type": {
            "action": "operation",
            "flow": "workflow",
            "flowstep": "task",
            "helper": "operation",
            "util": "operation",
        },
    },
    keys={
        "entity": ("genkit:name",),
        "arguments": ("genkit:input",),
        "result": (_OUTPUT,),
    },
    own=_own,
    said=_said,
    reply_keys=(_OUTPUT,),
)
