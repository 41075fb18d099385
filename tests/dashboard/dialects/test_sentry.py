from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operations
from tests.dashboard.dialects.spans import span

CALL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": "openai",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.request.messages": '[{"role":"user","content":"Rain?"}]',
    "gen_ai.usage.input_tokens": 12,
    "gen_ai.usage.input_tokens.cached": 5,
    "gen_ai.usage.output_tokens": 3,
    "gen_ai.usage.output_tokens.reasoning": 1,
}
WISH = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}


def test_calls_and_tool_runs_are_read_from_sentry_attributes() -> None:
    asking, run, answering = the_operations(
        span(
            "chat gpt-5",
            {
                **CALL,
                "gen_ai.response.text": '[""]',
                "gen_ai.response.tool_calls": json.dumps([WISH]),
            },
            id="asking",
        ),
        span(
            "execute_tool weather",
            {
                "gen_ai.operation.name": "execute_tool",
                "gen_ai.tool.name": "weather",
                "gen_ai.tool.input": '{"city":"Oslo"}',
                "gen_ai.tool.output": "rain",
            },
            at=2,
        ),
        span("chat gpt-5", {**CALL, "gen_ai.response.text": '["Yes."]'}, id="answering", at=4),
    )

    assert [(each.id, each.name) for each in asking.tool_calls] == [("c1", "weather")]
    assert (run.arguments, run.result) == ({"city": "Oslo"}, "rain")
    assert fields(answering, "last_user_text", "cached_tokens", "reasoning_tokens") == {
        "last_user_text": "Rain?",
        "cached_tokens": 5,
        "reasoning_tokens": 1,
    }
    assert (asking.assistant_text, answering.assistant_text) == (None, "Yes.")


def test_a_response_text_need_not_be_in_a_list() -> None:
    (call,) = the_operations(span("chat gpt-5", {**CALL, "gen_ai.response.text": "Yes."}))

    assert call.assistant_text == "Yes."
