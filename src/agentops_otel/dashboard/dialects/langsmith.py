"""LangSmith's exporter: OTel's names, but only `langsmith.span.kind` has the right kind.

https://github.com/langchain-ai/langsmith-sdk/tree/main/python/langsmith/_internal/otel: it calls a
retriever `embeddings` and a prompt template `chat`, guesses the provider from the model's name,
copies token counts to every run that passes an answer on, and sets the status of a long-running run
to OK at its start, which a later failure does not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.arguments import read_call_id
from agentops_otel.dashboard.dialects.dialect import Body, Dialect, Fact
from agentops_otel.dashboard.dialects.langchain import program_tags
from agentops_otel.dashboard.dialects.payloads import read_response, read_response_usage
from agentops_otel.dashboard.dialects.usage import read_usage

_KIND: Final = "langsmith.span.kind"
_USAGE: Final = ("langsmith.metadata.usage_metadata", "langsmith.usage_metadata")


def _aside(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the joined tags; a retriever's are skipped, since they name its classes.

    The call id of a tool in Vercel's AI SDK is among the arguments.
    """
    kind, tags = attributes.get(_KIND), attributes.get("langsmith.span.tags")
    told: dict[Fact, Any] = {}
    if isinstance(tags, str) and kind != "retriever":
        told["tags"] = program_tags(tags.split(", "))
    if kind == "tool":
        told["call_id"] = read_call_id(attributes.get("gen_ai.prompt"))
    return told


DIALECT: Final = Dialect(
    name="LangSmith",
    kinds={
        _KIND: {
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
        "agent": ("langsmith.metadata.lc_agent_name",),
        "provider": ("langsmith.metadata.ls_provider",),
        "streaming": ("langsmith.request.streaming",),
        "request_body": ("gen_ai.prompt",),
        "response_body": ("gen_ai.completion",),
        "arguments": ("gen_ai.prompt",),
        "result": ("gen_ai.completion",),
    },
    aside=_aside,
    bodies=(
        Body("gen_ai.completion", ("response_id", "response_model"), read_response),
        *(Body(key, ("cached_tokens", "reasoning_tokens"), read_usage) for key in _USAGE),
        Body("gen_ai.completion", ("input_tokens",), read_response_usage),
    ),
    reply_keys=("gen_ai.completion",),
    repeats_usage=True,
    fails_by_exception=True,
    empties_failures=True,
)
