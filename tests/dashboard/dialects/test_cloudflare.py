"""Cloudflare's AI Gateway, with telemetry as its documentation describes it."""

from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span


def test_a_request_is_read_with_the_contents_of_its_response() -> None:
    answer = {
        "id": "chatcmpl-1",
        "model": "gpt-5-2025-08-07",
        "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": "No."}}],
    }
    call = the_operation(
        span(
            "ai-gateway",
            {
                "gen_ai.request.model": "gpt-5",
                "gen_ai.model.provider": "openai",
                "gen_ai.usage.input_tokens": 10,
                "gen_ai.usage.output_tokens": 5,
                "gen_ai.usage.cost": 0.01,
                "gen_ai.prompt_json": json.dumps([{"role": "user", "content": "Rain?"}]),
                "gen_ai.completion_json": json.dumps(answer),
            },
        )
    )

    assert fields(
        call,
        "kind",
        "provider",
        "response_id",
        "response_model",
        "cost_usd",
        "finish_class",
        "last_user_text",
        "assistant_text",
    ) == {
        "kind": "llm",
        "provider": "openai",
        "response_id": "chatcmpl-1",
        "response_model": "gpt-5-2025-08-07",
        "cost_usd": 0.01,
        "finish_class": "stop",
        "last_user_text": "Rain?",
        "assistant_text": "No.",
    }
