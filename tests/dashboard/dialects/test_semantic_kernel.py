from __future__ import annotations

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import event, span


def test_the_first_dotnet_versions_have_their_own_attribute_names_for_a_call() -> None:
    call = the_operation(
        span(
            "chat.completions gpt-5",
            {
                "gen_ai.operation.name": "chat.completions",
                "gen_ai.system": "openai",
                "gen_ai.request.model": "gpt-5",
                "gen_ai.response.id": "chatcmpl-1",
                "gen_ai.response.finish_reason": "Stop",
                "gen_ai.response.prompt_tokens": 16,
                "gen_ai.response.completion_tokens": 29,
            },
            events=(
                event(
                    "gen_ai.content.prompt",
                    {"gen_ai.prompt": '[{"role": "user", "content": "Rain?"}]'},
                ),
                event(
                    "gen_ai.content.completion",
                    {"gen_ai.completion": '[{"role": "Assistant", "content": "Yes."}]'},
                ),
            ),
        )
    )

    assert fields(call, "kind", "input_tokens", "output_tokens", "finish_class") == {
        "kind": "llm",
        "input_tokens": 16,
        "output_tokens": 29,
        "finish_class": "stop",
    }
    assert (call.last_user_text, call.assistant_text) == ("Rain?", "Yes.")
