from __future__ import annotations

import json

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import record, span

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


SCOPE = "openlit.instrumentation.openai"
STREAM = {
    **CHAT,
    "telemetry.sdk.name": "openlit",
    "gen_ai.request.stream": True,
    "gen_ai.response.id": "chatcmpl-1",
}
CACHED = {"gen_ai.usage.cache_read.input_tokens": 0}


def test_token_counts_of_a_stream_without_usage_are_unknown() -> None:
    details = {**CHAT, **CACHED, "gen_ai.response.id": "chatcmpl-1"}
    called = span("chat", STREAM, scope=SCOPE)
    told = record(
        "gen_ai.client.inference.operation.details", details, inside="chat", scope=SCOPE, at=1
    )

    for telemetry in ((called,), (called, told)):
        call = the_operation(*telemetry)

        assert fields(call, "input_tokens", "output_tokens", "cached_tokens") == {
            "input_tokens": None,
            "output_tokens": None,
            "cached_tokens": None,
        }


def test_token_counts_of_a_stream_with_usage_are_known() -> None:
    call = the_operation(span("chat", {**STREAM, **CACHED}, scope=SCOPE))

    assert fields(call, "input_tokens", "output_tokens") == {
        "input_tokens": 100,
        "output_tokens": 20,
    }


def test_tool_calls_of_the_responses_api_have_the_ids_of_calls_not_of_items() -> None:
    cities = ("Oslo", "Bergen")
    parts = [
        {"type": "tool_call", "id": f"fc_{city}", "name": "weather", "arguments": {"city": city}}
        for city in cities
    ]
    asked = {
        **CHAT,
        "telemetry.sdk.name": "openlit",
        "gen_ai.tool.name": "weather, weather",
        "gen_ai.tool.call.id": "call_1, call_2",
        "gen_ai.tool.args": ", ".join(json.dumps({"city": city}) for city in cities),
        "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": parts}]),
    }

    call = the_operation(span("chat", asked, scope=SCOPE))

    assert [(each.id, each.arguments) for each in call.tool_calls] == [
        ("call_1", {"city": "Oslo"}),
        ("call_2", {"city": "Bergen"}),
    ]
