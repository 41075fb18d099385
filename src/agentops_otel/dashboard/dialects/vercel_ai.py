"""Vercel's AI SDK for Node: `ai.*`. Its version 7 writes OTel's conventions instead.

https://github.com/vercel/ai/tree/main/packages/otel: `ai.generateText` wraps one
`ai.generateText.doGenerate` for each request to the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.model import OperationKind

_CALLS: Final[tuple[tuple[str, str, OperationKind], ...]] = (
    ("ai.generatetext", "dogenerate", "llm"),
    ("ai.streamtext", "dostream", "llm"),
    ("ai.generateobject", "dogenerate", "llm"),
    ("ai.streamobject", "dostream", "llm"),
    ("ai.embed", "doembed", "embedding"),
    ("ai.embedmany", "doembed", "embedding"),
    ("ai.rerank", "dorerank", "retrieval"),
)
_KINDS: Final[dict[str, OperationKind]] = {
    "ai.toolcall": "tool",
    **{outer: kind for outer, _, kind in _CALLS},
    **{f"{outer}.{inner}": kind for outer, inner, kind in _CALLS},
}

_ANSWER_KEYS: Final = {
    "content": ("ai.response.text", "ai.response.object", "ai.result.text", "ai.result.object"),
    "tool_calls": ("ai.response.toolCalls", "ai.result.toolCalls"),
    "reasoning": ("ai.response.reasoning",),
}


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Assemble an answer that is spread over attributes."""
    answer = {
        part: next(attributes[key] for key in keys if key in attributes)
        for part, keys in _ANSWER_KEYS.items()
        if any(key in attributes for key in keys)
    }
    return {"output_messages": {"role": "assistant", **answer}} if answer else {}


DIALECT: Final = Dialect(
    name="Vercel AI SDK",
    kinds={
        "ai.operationId": _KINDS,
        "gen_ai.operation.name": {"agent_step": "task", "rerank": "retrieval"},
    },
    keys={
        "agent": ("ai.telemetry.functionId",),
        "tool": ("ai.toolCall.name",),
        "call_id": ("ai.toolCall.id",),
        "provider": ("ai.model.provider",),
        "request_model": ("ai.model.id",),
        "response_model": ("ai.response.model",),
        "response_id": ("ai.response.id",),
        "input_tokens": ("ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"),
        "output_tokens": ("ai.usage.outputTokens", "ai.usage.completionTokens"),
        "cached_tokens": (
            "ai.usage.inputTokenDetails.cacheReadTokens",
            "ai.usage.cachedInputTokens",
        ),
        "cache_write_tokens": ("ai.usage.inputTokenDetails.cacheWriteTokens",),
        "reasoning_tokens": (
            "ai.usage.outputTokenDetails.reasoningTokens",
            "ai.usage.reasoningTokens",
        ),
        "finish_reason": ("ai.response.finishReason", "ai.finishReason"),
        "ms_to_first_chunk": ("ai.response.msToFirstChunk", "ai.stream.msToFirstChunk"),
        "input_messages": ("ai.prompt.messages", "ai.prompt"),
        "arguments": ("ai.toolCall.args", "ai.documents"),
        "result": ("ai.toolCall.result", "ai.ranking"),
    },
    said=_said,
    chunk_events=frozenset(("ai.stream.firstChunk",)),
    reply_keys=("ai.response.text", "ai.response.object", "ai.response.toolCalls"),
)
