from __future__ import annotations

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span

USED = {
    "gen_ai.provider.name": "openai",
    "gen_ai.response.model": "gpt-5",
    "gen_ai.usage.input_tokens": 9,
    "gen_ai.usage.output_tokens": 4,
    "gen_ai.usage.thinking_tokens": 3,
}


def test_a_usage_span_is_not_a_call() -> None:
    call = the_operation(
        span("chat gpt-5", {"ag2.span.type": "llm", "gen_ai.operation.name": "chat", **USED}),
        span("record_usage model_call", {"ag2.span.type": "usage", **USED}, at=1, lasts=0),
    )

    assert fields(call, "kind", "input_tokens", "reasoning_tokens") == {
        "kind": "llm",
        "input_tokens": 9,
        "reasoning_tokens": 3,
    }
