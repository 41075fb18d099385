"""Telemetry of one session that ran for a day: 50 000 spans, 15 000 of which are model calls.

Of ten spans under an agent's step three are model calls, two tool runs and five plain spans. A call
sends its instructions and the last messages of the conversation, with tool calls and their results.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.benchmarks.agents import SPANS_PER_REQUEST, fill, put

SPANS = 50_000
START = 1_794_000_000 * 10**9
INSTRUCTIONS = "You are a careful assistant who looks things up before answering. " * 10
WINDOW = 8  # Messages that a call sends again.
KINDS = ("call", "tool", "span", "call", "tool", "span", "span", "call", "span", "span")


def huge_session(identifier: str, spans: int = SPANS) -> Iterator[bytes]:
    """Yield the export requests of the session."""
    waiting = [*_spans(identifier, spans)]
    for first in range(0, len(waiting), SPANS_PER_REQUEST):
        request = ExportTraceServiceRequest()
        of_resource = request.resource_spans.add()
        put(of_resource.resource.attributes, "service.name", "bench")
        of_scope = of_resource.scope_spans.add()
        of_scope.scope.name = "bench"
        for span in waiting[first : first + SPANS_PER_REQUEST]:
            fill(of_scope.spans.add(), span)
        yield request.SerializeToString()


def _spans(identifier: str, spans: int) -> Iterator[dict[str, Any]]:
    trace, root = identifier.encode()[:16].rjust(16, b"\0"), bytes(7) + b"R"
    stamp = {"session.id": identifier, "agentops.session.name": identifier}
    talk: list[dict[str, Any]] = []
    for number in range(1, spans):
        kind = KINDS[number % len(KINDS)]
        yield {
            "trace_id": trace,
            "span_id": number.to_bytes(8, "big"),
            "parent_span_id": root,
            "name": f"{kind} {number % 12}",
            "start_time_unix_nano": START + number * 10**7,
            "end_time_unix_nano": START + number * 10**7 + 9 * 10**6,
            "error": number % 500 == 0,
            "attributes": {**stamp, **_told(kind, number, talk)},
        }
    end = {"agentops.span.kind": "session", "agentops.session.end_state": "success"}
    yield {
        "trace_id": trace,
        "span_id": root,
        "parent_span_id": b"",
        "name": identifier,
        "start_time_unix_nano": START,
        "end_time_unix_nano": START + spans * 10**7,
        "error": False,
        "attributes": {**stamp, **end},
    }


def _told(kind: str, number: int, talk: list[dict[str, Any]]) -> dict[str, Any]:
    if kind == "call":
        return _call(number, talk)
    if kind == "tool":
        asked = number - 1
        result = f"Search result {asked}: " + "a line of what was found; " * 8
        part = {"type": "tool_call_response", "id": f"call_{asked}", "response": result}
        talk.append({"role": "tool", "parts": [part]})
        return {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "search",
            "gen_ai.tool.call.id": f"call_{asked}",
            "gen_ai.tool.call.arguments": json.dumps({"query": f"subject {asked}"}),
            "gen_ai.tool.call.result": result,
        }
    return {"code.function": f"module.function{number % 30}", "http.route": "/chat"}


def _call(number: int, talk: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the attributes of a model call, and let the conversation go on."""
    if number % len(KINDS) == 0:
        text = f"Question {number}: " + "what do we know about this subject? " * 4
        talk.append({"role": "user", "parts": [{"type": "text", "content": text}]})
    given = list(talk[-WINDOW:])
    wants_tool = KINDS[(number + 1) % len(KINDS)] == "tool"
    part: dict[str, Any] = {"type": "text", "content": f"Answer {number}: " + "it is known. " * 12}
    if wants_tool:
        asked = {"query": f"subject {number}"}
        part = {"type": "tool_call", "id": f"call_{number}", "name": "search", "arguments": asked}
    answer = {"role": "assistant", "parts": [part]}
    talk.append(answer)
    reason = "tool_calls" if wants_tool else "stop"
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.model": "gpt-5-2025-08-07",
        "gen_ai.response.id": f"resp-{number}",
        "gen_ai.response.finish_reasons": [reason],
        "gen_ai.usage.input_tokens": 400 + number % 90,
        "gen_ai.usage.output_tokens": 40 + number % 9,
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": INSTRUCTIONS}]),
        "gen_ai.input.messages": json.dumps(given),
        "gen_ai.output.messages": json.dumps([{**answer, "finish_reason": reason}]),
    }
