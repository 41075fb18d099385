"""LangSmith's exporter: OTel's names, but `langsmith.span.kind` alone is right about the kind.

https://github.com/langchain-ai/langsmith-sdk/tree/main/python/langsmith/_internal/otel: it calls a
retriever `embeddings` and a prompt template `chat`.
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="LangSmith",
    kinds={
        "langsmith.span.kind": {
            "chain": "operation",
            "embedding": "embedding",
            "llm": "llm",
            "parser": "operation",
            "prompt": "operation",
            "retriever": "retrieval",
            "tool": "tool",
        }
    },
    keys={
        "streaming": ("langsmith.request.streaming",),
        "request_body": ("gen_ai.prompt",),
        "response_body": ("gen_ai.completion",),
        "arguments": ("gen_ai.prompt",),
        "result": ("gen_ai.completion",),
    },
    reply_keys=("gen_ai.completion",),
)
