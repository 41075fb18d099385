"""DeepEval's spans for Confident AI: `confident.*`, with or without OTel's attributes.

https://github.com/confident-ai/deepeval/blob/main/deepeval/tracing/otel/attributes.py
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="Confident AI",
    kinds={
        "confident.span.type": {
            "agent": "agent",
            "base": "operation",
            "custom": "operation",
            "llm": "llm",
            "retriever": "retrieval",
            "tool": "tool",
        }
    },
    keys={
        "agent": ("confident.agent.name",),
        "entity": ("confident.span.name",),
        "tool": ("confident.tool.name",),
        "provider": ("confident.span.provider",),
        "model": ("confident.llm.model",),
        "input_tokens": ("confident.llm.input_token_count",),
        "output_tokens": ("confident.llm.output_token_count",),
        "request_body": ("confident.span.input",),
        "response_body": ("confident.span.output",),
        "arguments": ("confident.span.input",),
        "result": ("confident.span.output",),
    },
    reply_keys=("confident.span.output",),
)
