from __future__ import annotations

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "some-model-nobody-sells",
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
    "gen_ai.usage.cost": 0,
}


def test_a_cost_of_zero_is_unknown() -> None:
    call = the_operation(span("chat", CHAT))

    assert fields(call, "cost_usd", "cost_source") == {"cost_usd": None, "cost_source": None}


def test_a_cost_of_zero_is_replaced_where_the_price_is_known() -> None:
    call = the_operation(span("chat", {**CHAT, "gen_ai.request.model": "gpt-4o"}))

    assert call.cost_source == "computed"


def test_a_tool_named_on_a_call_is_not_a_tool_run() -> None:
    asked = {"gen_ai.tool.name": "weather", "gen_ai.tool.args": '{"city": "Oslo"}'}

    call = the_operation(span("chat", {**CHAT, **asked}))

    assert fields(call, "kind", "name", "arguments") == {
        "kind": "llm",
        "name": "chat",
        "arguments": None,
    }


def test_a_decorated_function_with_a_plain_text_is_not_a_call() -> None:
    assert the_operations(span("answer", {"gen_ai.output.messages": "Fine, thanks."})) == []
