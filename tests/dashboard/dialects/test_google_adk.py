from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

CALL = {
    "gen_ai.system": "gcp.vertex.agent",
    "gen_ai.request.model": "gemini-2.5-pro",
    "gcp.vertex.agent.llm_request": json.dumps(
        {
            "model": "gemini-2.5-pro",
            "contents": [{"role": "user", "parts": [{"text": "Rain?"}]}],
        }
    ),
    "gcp.vertex.agent.llm_response": json.dumps(
        {
            "content": {
                "role": "model",
                "parts": [{"function_call": {"name": "weather", "args": {"city": "Oslo"}}}],
            },
            "usage_metadata": {
                "prompt_token_count": 100,
                "candidates_token_count": 15,
                "thoughts_token_count": 5,
                "total_token_count": 120,
            },
            "finish_reason": "STOP",
        }
    ),
}


def test_a_call_keeps_request_and_answer_whole() -> None:
    call = the_operation(span("call_llm", CALL))

    assert fields(
        call,
        "kind",
        "provider",
        "input_tokens",
        "output_tokens",
        "reasoning_tokens",
        "last_user_text",
        "finish_class",
    ) == {
        "kind": "llm",
        "provider": "gcp.gemini",
        "input_tokens": 100,
        "output_tokens": 20,
        "reasoning_tokens": 5,
        "last_user_text": "Rain?",
        "finish_class": "stop",
    }
    assert [(c.name, c.arguments) for c in call.tool_calls] == [("weather", {"city": "Oslo"})]


def test_the_summary_of_tools_that_ran_at_once_is_no_run() -> None:
    tool = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.system": "gcp.vertex.agent",
        "gcp.vertex.agent.llm_request": "{}",
        "gcp.vertex.agent.tool_call_args": '{"city": "Oslo"}',
    }
    (run,) = the_operations(
        span("execute_tool weather", {**tool, "gen_ai.tool.name": "weather"}),
        span("execute_tool (merged tools)", {**tool, "gen_ai.tool.name": "(merged tools)"}),
    )

    assert fields(run, "name", "arguments") == {"name": "weather", "arguments": {"city": "Oslo"}}
