"""Bifrost, with telemetry as its source code sends it."""

from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span


def test_a_request_is_read_with_its_token_details() -> None:
    call = the_operation(
        span("/v1/chat/completions", {"http.method": "POST"}, kind="server", lasts=3),
        span(
            "llm.call",
            {
                "gen_ai.provider.name": "openai",
                "gen_ai.request.model": "gpt-5",
                "gen_ai.response.id": "chatcmpl-1",
                "gen_ai.response.model": "gpt-5-2025-08-07",
                "gen_ai.response.finish_reason": "stop",
                "gen_ai.usage.prompt_tokens": 100,
                "gen_ai.usage.completion_tokens": 20,
                "gen_ai.usage.total_tokens": 120,
                "gen_ai.usage.prompt_token_details.cached_read_tokens": 40,
                "gen_ai.usage.completion_token_details.reasoning_tokens": 7,
                "gen_ai.usage.cost": 0.002,
                "gen_ai.input.messages": json.dumps([{"role": "user", "content": "Rain?"}]),
                "gen_ai.output.messages": json.dumps([{"role": "assistant", "content": "No."}]),
            },
            parent="/v1/chat/completions",
            kind="client",
        ),
    )

    assert fields(
        call,
        "kind",
        "input_tokens",
        "cached_tokens",
        "reasoning_tokens",
        "cost_usd",
        "finish_class",
        "last_user_text",
        "assistant_text",
    ) == {
        "kind": "llm",
        "input_tokens": 100,
        "cached_tokens": 40,
        "reasoning_tokens": 7,
        "cost_usd": 0.002,
        "finish_class": "stop",
        "last_user_text": "Rain?",
        "assistant_text": "No.",
    }
