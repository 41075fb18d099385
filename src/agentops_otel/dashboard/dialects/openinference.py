"""OpenInference: `openinference.span.kind`, `llm.*`, `input.value`, `output.value`.

https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import UNKNOWN, Body, Dialect, Fact
from agentops_otel.dashboard.dialects.payloads import (
    read_request,
    read_response,
    read_response_usage,
)
from agentops_otel.dashboard.dialects.values import as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

_COUNTING: Final = "CountTokens"
_STEPS: Final = ("._prepare_", "._retrieve", "._aretrieve")
_BEEAI: Final = "openinference.instrumentation.beeai"
_OPENAI_AGENTS: Final = frozenset(
    (
        "openinference.instrumentation.openai_agents",
        "@arizeai/openinference-instrumentation-openai-agents",
    )
)

# An agent of the OpenAI Agents SDK has the first in Python, the second in Node.
_NAMES_OF_AGENTS: Final = frozenset(("agent.name", "graph.node.id"))

# Facts in `metadata` that have no attribute of their own. LangChain puts them there.
_IN_METADATA: Final[Mapping[str, Fact]] = {
    "lc_agent_name": "agent",
    "ls_provider": "provider",
    "user_id": "user",
}


def _is_nothing_done(span: Span) -> bool:
    """Return whether a span that names a kind stands for no operation.

    These are LlamaIndex's preparations of a call and the inner halves of its searches, BeeAI's
    events, each of which is a span of the kind that it is about, with the event's path, and
    requests to Envoy's gateway that only count the tokens of messages.
    """
    if "openinference.span.kind" not in span.attributes:
        return False
    is_event = span.scope.name == _BEEAI and "metadata.path" in span.attributes
    return is_event or span.name == _COUNTING or any(step in span.name for step in _STEPS)


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Return the kinds of the OpenAI Agents SDK's traces and handoffs, marked as agent and tool."""
    if span.scope.name not in _OPENAI_AGENTS:
        return None
    if named == "agent" and _NAMES_OF_AGENTS.isdisjoint(span.attributes):
        return "workflow"
    if named == "tool" and span.name.startswith("handoff to "):
        return "operation"
    return None


def _cached_by_google(value: Any) -> Mapping[Fact, Any]:
    """Read cached tokens of calls through Vertex AI, which no attribute has; 0 means no count."""
    if not isinstance(value, str) or "cached_content_token_count" not in value:
        return {}
    return {"cached_tokens": read_response_usage(value).get("cached_tokens") or None}


def _cached_by_bedrock(value: Any) -> Mapping[Fact, Any]:
    """Read the cache counts that the instrumentation for Node omits, also from its input count."""
    if not isinstance(value, str) or "cacheReadInputTokens" not in value:
        return {}
    return read_response_usage(value)


def _counted_by_smolagents(value: Any) -> Mapping[Fact, Any]:
    """Read the parts of token counts from the answer that smolagents prints inside its own."""
    return read_response_usage(value) if "raw" in as_mapping(value) else {}


def _parts_of_counts(value: Any) -> Mapping[Fact, Any]:
    """Read the parts of counts that the instrumentations of Together, Portkey and others omit.

    They read answers in OpenAI's form; LangChain's for Node omits them too. The parts always
    belong to the whole counts that the attributes have.
    """
    if not isinstance(value, str) or not any(details in value for details in _DETAILS):
        return {}
    counts = read_response_usage(value)
    return {fact: counts[fact] for fact in _PARTS if fact in counts}


_DETAILS: Final = ("_tokens_details", "_token_details")
_PARTS: Final[tuple[Fact, ...]] = ("cached_tokens", "cache_write_tokens", "reasoning_tokens")


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Correct the error and the agent of the Vercel AI SDK's spans.

    A tool that fails before or after an answer marks every span of the trace as failed, and the
    agent is called like the operation.
    """
    operation = attributes.get("ai.operationId")
    if operation is None:
        return {}
    reason = attributes.get("ai.response.finishReason", "error")
    is_answered = str(operation).endswith((".doGenerate", ".doStream")) and reason != "error"
    told: dict[Fact, Any] = {"is_error": False} if is_answered else {}
    return told | ({"agent": UNKNOWN} if attributes.get("agent.name") == operation else {})


def _aside(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    told = attributes.get("metadata")
    if isinstance(told, str) and not any(name in told for name in _IN_METADATA):
        return {}
    metadata = as_mapping(told)
    return {fact: metadata[name] for name, fact in _IN_METADATA.items() if name in metadata}


DIALECT: Final = Dialect(
    name="OpenInference",
    kinds={
        "openinference.span.kind": {
            "agent": "agent",
            "chain": "operation",
            "decision": "operation",
            "embedding": "embedding",
            "evaluator": "operation",
            "guardrail": "guardrail",
            "llm": "llm",
            "prompt": "operation",
            "reranker": "retrieval",
            "retriever": "retrieval",
            "tool": "tool",
        }
    },
    keys={
        "agent": ("agent.name",),
        "entity": ("graph.node.name", "graph.node.id"),
        "tool": ("tool.name",),
        "call_id": ("tool.id", "tool_call.id"),
        "provider": ("llm.provider", "llm.system"),
        "request_model": ("llm.request.model_name",),
        "model": ("llm.model_name", "embedding.model_name"),
        "response_model": ("llm.response.model_name", "reranker.model_name"),
        "input_tokens": ("llm.token_count.prompt",),
        "output_tokens": ("llm.token_count.completion",),
        "cached_tokens": (
            "llm.token_count.prompt_details.cache_read",
            "llm.token_count.prompt_details.cache_input",
            # BeeAI.
            "metadata.usage.cached_prompt_tokens",
        ),
        "cache_write_tokens": (
            "llm.token_count.prompt_details.cache_write",
            # Envoy's gateway.
            "llm.token_count.prompt_details.cache_creation",
        ),
        "reasoning_tokens": ("llm.token_count.completion_details.reasoning",),
        "cost_usd": ("llm.cost.total",),
        "finish_reason": ("llm.finish_reason",),
        "input_messages": ("llm.prompts",),
        "request_body": ("input.value",),
        "response_body": ("output.value",),
        "arguments": ("input.value", "tool.parameters"),
        "result": ("output.value",),
        "query": ("reranker.query",),
    },
    claims=_claims,
    no_operation=_is_nothing_done,
    own=_own,
    aside=_aside,
    families={
        "input_messages": ("llm.input_messages",),
        "output_messages": ("llm.output_messages", "llm.choices"),
        "documents": ("reranker.input_documents",),
        "result": ("reranker.output_documents", "retrieval.documents"),
    },
    bodies=(
        Body("llm.invocation_parameters", ("request_model",), read_request),
        Body("embedding.invocation_parameters", ("request_model",), read_request),
        Body("input.value", ("request_model",), read_request),
        # A streamed answer's attribute has the requested model in place of the one that answered.
        Body("output.value", ("response_id",), read_response, ("response_model",)),
        Body("output.value", ("input_tokens",), read_response_usage),
        Body("output.value", ("cached_tokens", "reasoning_tokens"), _counted_by_smolagents),
        Body("output.value", ("cached_tokens",), _cached_by_google),
        Body("output.value", _PARTS, _parts_of_counts),
        Body("output.value", ("cached_tokens",), _cached_by_bedrock, ("input_tokens",)),
    ),
    chunk_events=frozenset(("First Token Stream Event",)),
    reply_keys=("llm.output_messages",),
)
