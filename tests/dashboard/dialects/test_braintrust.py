from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operations
from tests.dashboard.dialects.spans import span

CALL = {
    "braintrust.span_attributes": json.dumps({"type": "llm"}),
    "braintrust.input_json": json.dumps([{"role": "user", "content": "Rain?"}]),
    "braintrust.output_json": json.dumps(
        [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Yes."}}]
    ),
    "braintrust.metadata": json.dumps({"provider": "openai", "model": "gpt-4o"}),
    "braintrust.metrics": json.dumps(
        {"prompt_tokens": 30, "completion_tokens": 6, "tokens": 36, "prompt_cached_tokens": 4}
    ),
}
TOOL = {
    "braintrust.span_attributes": json.dumps({"type": "tool", "name": "weather"}),
    "braintrust.input_json": json.dumps({"city": "Oslo"}),
    "braintrust.output_json": json.dumps("Rain"),
}


def test_every_value_is_a_json_string() -> None:
    call, tool = the_operations(
        span("Chat Completion", CALL), span("weather", TOOL, at=2), span("other", at=4)
    )

    assert fields(
        call,
        "kind",
        "provider",
        "request_model",
        "input_tokens",
        "output_tokens",
        "cached_tokens",
        "finish_class",
        "last_user_text",
        "assistant_text",
    ) == {
        "kind": "llm",
        "provider": "openai",
        "request_model": "gpt-4o",
        "input_tokens": 30,
        "output_tokens": 6,
        "cached_tokens": 4,
        "finish_class": "stop",
        "last_user_text": "Rain?",
        "assistant_text": "Yes.",
    }
    assert fields(tool, "kind", "name", "arguments", "result") == {
        "kind": "tool",
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
    }
