"""A scripted language model, traced according to OpenTelemetry's GenAI conventions.

It answers from a script instead of a network, under the name of a real model, so that the telemetry
has everything a real client's instrumentation writes: messages, tool calls and tokens. Conventions:
https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opentelemetry import trace

Message = dict[str, Any]

PROVIDER = "openai"
CHARACTERS_PER_TOKEN = 4
SECONDS_PER_TOKEN = 0.004


@dataclass(frozen=True)
class ToolCall:
    """A tool call that the model requests."""

    name: str
    arguments: Mapping[str, Any]
    id: str = field(default_factory=lambda: f"call_{uuid.uuid4().hex[:12]}")


@dataclass(frozen=True)
class Reply:
    """What the model says next: text, tool calls, or both."""

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()


def said(role: str, text: str) -> Message:
    """Return a message of `role` with one text part."""
    return {"role": role, "parts": [{"type": "text", "content": text}]}


def answered(call: ToolCall, result: object) -> Message:
    """Return the message that gives the model a tool's result."""
    return {
        "role": "tool",
        "parts": [{"type": "tool_call_response", "id": call.id, "response": result}],
    }


class ScriptedModel:
    """Replays a script of replies, one per call."""

    def __init__(self, name: str, instructions: str, script: Sequence[Reply]) -> None:
        self.name = name
        self.instructions = instructions
        self._script: Iterator[Reply] = iter(script)
        self._tracer = trace.get_tracer("demo.scripted_model")

    def chat(self, messages: Sequence[Message]) -> tuple[Reply, Message]:
        """Answer `messages`; return the reply and the message to append for the next turn."""
        with self._tracer.start_as_current_span(
            f"chat {self.name}", kind=trace.SpanKind.CLIENT, attributes=self._request(messages)
        ) as span:
            reply = next(self._script)
            message = _assistant_message(reply)
            output_tokens = _tokens([message])
            time.sleep(output_tokens * SECONDS_PER_TOKEN)
            span.set_attributes(
                {
                    "gen_ai.response.id": f"chatcmpl-{uuid.uuid4().hex[:16]}",
                    "gen_ai.response.model": f"{self.name}-2025-04-14",
                    "gen_ai.response.finish_reasons": [message["finish_reason"]],
                    "gen_ai.usage.input_tokens": _tokens([self.instructions, *messages]),
                    "gen_ai.usage.output_tokens": output_tokens,
                    "gen_ai.output.messages": json.dumps([message]),
                }
            )
            return reply, message

    def _request(self, messages: Sequence[Message]) -> dict[str, str]:
        return {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": PROVIDER,
            "gen_ai.request.model": self.name,
            "gen_ai.system_instructions": json.dumps(
                [{"type": "text", "content": self.instructions}]
            ),
            "gen_ai.input.messages": json.dumps(list(messages)),
        }


def _assistant_message(reply: Reply) -> Message:
    parts: list[dict[str, Any]] = []
    if reply.text:
        parts.append({"type": "text", "content": reply.text})
    parts += [
        {"type": "tool_call", "id": call.id, "name": call.name, "arguments": dict(call.arguments)}
        for call in reply.tool_calls
    ]
    finish_reason = "tool_calls" if reply.tool_calls else "stop"
    return {"role": "assistant", "parts": parts, "finish_reason": finish_reason}


def _tokens(texts: Sequence[object]) -> int:
    return sum(len(json.dumps(text)) for text in texts) // CHARACTERS_PER_TOKEN
