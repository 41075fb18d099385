"""Operations of agents and models, and the messages in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentops_otel.dashboard.model.telemetry import AttributeValue

OperationKind = Literal[
    "session",
    "agent",
    "workflow",
    "task",
    "operation",
    "tool",
    "llm",
    "embedding",
    "retrieval",
    "guardrail",
    "span",
]
FinishClass = Literal["stop", "tool_calls", "length", "content_filter", "error", "other"]
CostSource = Literal["telemetry", "computed"]
Medium = Literal["image", "audio", "video", "file"]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model's request to run a tool; `arguments` are parsed if they are JSON, else the text."""

    id: str | None
    name: str | None
    arguments: AttributeValue = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message to or from a model.

    Attributes:
        role: `system`, `user`, `assistant`, `tool`, or what the telemetry says.
        text: Its text parts, joined by newlines; None if it has none.
        tool_calls: The tool calls that an assistant requested.
        tool_call_id: The call that a tool's message answers.
        reasoning: The model's visible reasoning.
        media: The kinds of its media parts, in order; their contents are not read.
    """

    role: str
    text: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    reasoning: str | None = None
    media: tuple[Medium, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, however many spans stand for it. None if the telemetry does not say.

    Attributes:
        span_ids: The spans that stand for it, the most informative one first.
        finish_reason: As in the telemetry.
        time_to_first_chunk_ns: From its start to the first chunk of a streamed answer.
        arguments: Of a tool or agent; parsed if they are JSON, else the text.
        result: Like `arguments`.
        agent: Name of the agent that performed it.
        input_messages: The messages sent to the model, in order.
        output_messages: The messages that the model answered.
    """

    kind: OperationKind
    name: str
    trace_id: str
    span_ids: tuple[str, ...]
    start_time_unix_nano: int
    duration_ns: int
    is_error: bool
    provider: str | None = None
    request_model: str | None = None
    response_model: str | None = None
    response_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost_usd: float | None = None
    cost_source: CostSource | None = None
    finish_reason: str | None = None
    finish_class: FinishClass | None = None
    time_to_first_chunk_ns: int | None = None
    last_user_text: str | None = None
    assistant_text: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    arguments: AttributeValue = None
    result: AttributeValue = None
    agent: str | None = None
    input_messages: tuple[Message, ...] = ()
    output_messages: tuple[Message, ...] = ()
