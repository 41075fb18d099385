"""OpenTelemetry's GenAI conventions, old (1.28 to 1.36) and new.

https://opentelemetry.io/docs/specs/semconv/gen-ai/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import UNKNOWN, Body, Dialect, Fact, Reader
from agentops_otel.dashboard.dialects.payloads import read_response
from agentops_otel.dashboard.model import OperationKind, Span

_OPENAI_AGENTS: Final = "opentelemetry.instrumentation.openai_agents"


def _input(role: str) -> Reader:
    """Return a reader of a message in the old conventions: one event each, named after the role."""

    def read(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
        return {"input_messages": {"role": role, **said}}

    return read


def _tool_message(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read a tool's result; on the span of a tool (Strands) it holds the arguments."""
    message = {"role": "tool", "tool_call_id": said.get("id"), **said}
    return {"input_messages": message, "tool_arguments": said.get("content")}


def _choice(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read an answer; on the span of a tool (Strands) it is the tool's result.

    Tool calls are in the message, or next to it (OpenLLMetry).
    """
    message = said.get("message", said)
    if isinstance(message, Mapping):
        message = {"tool_calls": said.get("tool_calls"), **message}
    return {
        "output_messages": message,
        "finish_reason": said.get("finish_reason"),
        "tool_result": message,
    }


def _prompt(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read an event of the conventions before 1.28; LiteLLM's has the message as its body."""
    return {"input_messages": said if "role" in said else said.get("gen_ai.prompt")}


def _completion(said: Mapping[str, Any]) -> Mapping[Fact, Any]:
    return {"output_messages": said if "role" in said else said.get("gen_ai.completion")}


def _kind(span: Span) -> OperationKind | None:
    """Recognise TanStack AI's tool runs by name, and Microsoft.Extensions.AI's realtime answers.

    The latter has a span for each utterance in real time; one with a response id is a call.
    """
    if span.attributes.get("gen_ai.operation.name") == "realtime":
        return "llm" if "gen_ai.response.id" in span.attributes else None
    is_run = span.name.startswith("execute_tool ") and "gen_ai.tool.name" in span.attributes
    return "tool" if is_run else None


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    """Return `workflow` for the trace span of the OpenAI Agents SDK, which names no agent.

    For Microsoft's tracers a retriever of LangChain is a tool of the type `retriever`, and a
    handoff one without a name.
    """
    is_handoff = span.name.startswith("handoff to ") and "gen_ai.tool.name" not in span.attributes
    if named == "tool" and is_handoff:
        return "operation"
    if named == "tool" and span.attributes.get("gen_ai.tool.type") == "retriever":
        return "retrieval"
    is_trace = span.scope.name == _OPENAI_AGENTS and "gen_ai.agent.name" not in span.attributes
    return "workflow" if named == "agent" and is_trace else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Drop the placeholder agent that the OpenAI Agents SDK's instrumentation writes."""
    is_filled_in = attributes.get("gen_ai.agent.description") == "OpenAI Agents instrumentation"
    is_agent = attributes.get("gen_ai.operation.name") == "invoke_agent"
    return {"agent": UNKNOWN} if is_filled_in and not is_agent else {}


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
            # Fetches an answer that was made before: no model is asked.
            "fetch_response": "operation",
            # OpenAI Agents SDK: handoffs, checks, and (`unknown`) turns.
            "agent_handoff": "operation",
            "guardrail_check": "guardrail",
            # Microsoft's Agent 365.
            "apply_guardrail": "guardrail",
            "handoff": "operation",
            "unknown": "operation",
            # Microsoft.Extensions.AI: all requests and tool runs of one answer.
            "orchestrate_tools": "operation",
            # Azure's AI projects and agents.
            "process_thread_run": "agent",
            "responses": "llm",
            "invoke_workflow": "workflow",
            "plan": "operation",
            "retrieval": "retrieval",
            "search_memory": "retrieval",
            "create_memory": "operation",
            "create_memory_store": "operation",
            "delete_memory": "operation",
            "delete_memory_store": "operation",
            "update_memory": "operation",
            "upsert_memory": "operation",
        }
    },
    keys={
        "agent": ("gen_ai.agent.name",),
        "workflow": ("gen_ai.workflow.name",),
        "tool": ("gen_ai.tool.name",),
        "entity": ("gen_ai.guardrail.name",),
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
        "reasoning_tokens": (
            "gen_ai.usage.reasoning.output_tokens",
            # Microsoft's Agent 365.
            "llm_token_count_completion_details_reasoning",
        ),
        # The second one is on the spans that Anthropic's client makes itself.
        "finish_reason": ("gen_ai.response.finish_reasons", "anthropic.message.stop_reason"),
        "streaming": ("gen_ai.request.stream",),
        "seconds_to_first_chunk": ("gen_ai.response.time_to_first_chunk",),
        "system": ("gen_ai.system_instructions",),
        "input_messages": ("gen_ai.input.messages",),
        "output_messages": ("gen_ai.output.messages",),
        "arguments": (
            "gen_ai.tool.call.arguments",
            # Of Axiom and others, as `gen_ai.tool.message` and `gen_ai.tool.result` are.
            "gen_ai.tool.arguments",
            "gen_ai.retrieval.query.text",
            "gen_ai.retriever.query",
            "gen_ai.memory.query.text",
        ),
        "result": (
            "gen_ai.tool.call.result",
            "gen_ai.tool.result",
            "gen_ai.tool.message",
            "gen_ai.retrieval.documents",
            "gen_ai.retriever.results",
            "gen_ai.memory.records",
        ),
    },
    kind=_kind,
    claims=_claims,
    own=_own,
    calls={"gen_ai.client.inference.operation.details": "llm"},
    events={
        "gen_ai.system.message": _input("system"),
        "gen_ai.user.message": _input("user"),
        "gen_ai.assistant.message": _input("assistant"),
        "gen_ai.tool.message": _tool_message,
        "gen_ai.choice": _choice,
        "gen_ai.content.prompt": _prompt,
        "gen_ai.content.completion": _completion,
    },
    # Microsoft's Agent 365.
    bodies=(Body("gen_ai.execution.payload", ("response_id",), read_response),),
    reply_keys=("gen_ai.output.messages",),
)
