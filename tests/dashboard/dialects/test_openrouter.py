"""OpenRouter's Broadcast, with telemetry as in deliveries that others have published."""

from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span

MESSAGES = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Rain in Oslo?"}]},
]
WISH = {
    "id": "c1",
    "type": "function",
    "function": {"name": "weather", "arguments": '{"city":"Oslo"}'},
}
REQUEST = span(
    "LLM Generation",
    {
        "trace.name": "OpenRouter Request",
        "span.type": "generation",
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "deepseek",
        "gen_ai.request.model": "deepseek/deepseek-v4-flash",
        "gen_ai.response.model": "deepseek/deepseek-v4-flash",
        "gen_ai.response.id": "gen-1",
        "gen_ai.usage.input_tokens": 25,
        "gen_ai.usage.output_tokens": 236,
        "gen_ai.usage.total_tokens": 261,
        "gen_ai.usage.input_tokens.cached": 5,
        "gen_ai.usage.output_tokens.reasoning": 101,
        "gen_ai.usage.total_cost": 0.00006958,
        "gen_ai.response.finish_reasons": '["tool_calls"]',
        "gen_ai.response.finish_reason": "tool_calls",
        "gen_ai.prompt": json.dumps({"messages": MESSAGES}),
        "gen_ai.completion": json.dumps(
            {
                "completion": "Let me look.",
                "reasoning": "Where is Oslo?",
                "toolCalls": [WISH],
                "rawRequest": {"model": "deepseek/deepseek-v4-flash", "messages": MESSAGES},
            }
        ),
        "trace.metadata.openrouter.first_token_ms": 250,
    },
    scope="openrouter",
    kind="client",
    lasts=3,
)


def test_a_request_is_read_with_everything_in_its_response_but_its_text() -> None:
    call = the_operation(REQUEST)

    assert fields(
        call,
        "cached_tokens",
        "reasoning_tokens",
        "cost_usd",
        "finish_class",
        "time_to_first_chunk_ns",
        "last_user_text",
        "assistant_text",
    ) == {
        "cached_tokens": 5,
        "reasoning_tokens": 101,
        "cost_usd": 0.00006958,
        "finish_class": "tool_calls",
        "time_to_first_chunk_ns": 250_000_000,
        "last_user_text": "Rain in Oslo?",
        "assistant_text": "Let me look.",
    }
    assert [message.reasoning for message in call.output_messages] == ["Where is Oslo?"]
    assert [(wish.id, wish.name, wish.arguments) for wish in call.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]


def test_attempts_for_a_request_are_not_calls() -> None:
    attempt = {"gen_ai.operation.name": "chat", "gen_ai.response.id": "gen-1:attempt-0"}
    parts = (
        span(name, attempt, parent=REQUEST.name, scope="openrouter")
        for name in ("generation", "provider attempt 1: Novita")
    )

    assert the_operation(REQUEST, *parts).span_ids == (REQUEST.span_id,)
