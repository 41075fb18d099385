"""OpenTelemetry's GenAI conventions, old (1.28 to 1.36) and new.

https://opentelemetry.io/docs/specs/semconv/gen-ai/
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="OTel GenAI",
    kinds={
        "gen_ai.operation.name": {
            "chat": "llm",
            "text_completion": "llm",
            "generate_content": "llm",
            "embeddings": "embedding",
            "execute_tool": "tool",
            "invoke_agent": "agent",
            "create_agent": "operation",
            "invoke_workflow": "workflow",
            "retrieval": "retrieval",
        }
    },
    keys={
        "agent": ("gen_ai.agent.name",),
        "workflow": ("gen_ai.workflow.name",),
        "tool": ("gen_ai.tool.name",),
        "call_id": ("gen_ai.tool.call.id",),
        "provider": ("gen_ai.provider.name", "gen_ai.system"),
        "request_model": ("gen_ai.request.model",),
        "response_model": ("gen_ai.response.model",),
        "response_id": ("gen_ai.response.id",),
        "input_tokens": ("gen_ai.usage.input_tokens",),
        "output_tokens": ("gen_ai.usage.output_tokens",),
        "cached_tokens": ("gen_ai.usage.cache_read.input_tokens",),
        "cache_write_tokens": (
            "gen_ai.usage.cache_write.input_tokens",
            "gen_ai.usage.cache_creation.input_tokens",
        ),
        "reasoning_tokens": ("gen_ai.usage.reasoning.output_tokens",),
        "error_type": ("error.type",),
        "finish_reason": ("gen_ai.response.finish_reasons",),
        "streaming": ("gen_ai.request.stream",),
        "seconds_to_first_chunk": ("gen_ai.response.time_to_first_chunk",),
        "system": ("gen_ai.system_instructions",),
        "input_messages": ("gen_ai.input.messages",),
        "output_messages": ("gen_ai.output.messages",),
        "arguments": ("gen_ai.tool.call.arguments",),
        "result": ("gen_ai.tool.call.result",),
    },
    reply_keys=("gen_ai.output.messages",),
)
