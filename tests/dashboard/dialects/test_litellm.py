from __future__ import annotations

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

REQUEST = {
    "gen_ai.operation.name": "acompletion",
    "llm.request.type": "acompletion",
    "gen_ai.system": "openai",
    "gen_ai.request.model": "gpt-5-mini",
    "gen_ai.response.model": "gpt-5-mini-2025-08-07",
    "gen_ai.response.id": "chatcmpl-1",
    "gen_ai.response.finish_reasons": '["stop"]',
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
    "gen_ai.cost.total_cost": 0.5,
    "llm.is_streaming": "False",
}
RAW = {
    "llm.openai.model": "gpt-5-mini-2025-08-07",
    "llm.openai.id": "chatcmpl-1",
    "llm.openai.messages": "[{'role': 'user'}]",
}


def test_a_request_and_its_raw_request_are_one_call() -> None:
    call = the_operation(
        span("litellm_request", REQUEST),
        span("raw_gen_ai_request", RAW, parent="litellm_request"),
    )

    assert len(call.span_ids) == 2
    assert fields(call, "kind", "finish_reason", "finish_class", "input_tokens", "cost_usd") == {
        "kind": "llm",
        "finish_reason": "stop",
        "finish_class": "stop",
        "input_tokens": 100,
        "cost_usd": 0.5,
    }


def test_the_raw_response_fills_in_what_the_request_lacks() -> None:
    asked = REQUEST | {
        "gen_ai.output.messages": '[{"role": "assistant", "parts": []}]',
        "gen_ai.completion.0.function_call.name": "weather",
        "gen_ai.completion.0.function_call.arguments": '{"city": "Oslo"}',
        "metadata.usage_object": "{'prompt_tokens_details': {'cached_tokens': 50}}",
    }
    raw = RAW | {
        "llm.openai.choices": "[{'message': {'role': 'assistant', 'content': None, 'tool_calls': "
        "[{'id': 'c1', 'function': {'name': 'weather', 'arguments': '{\"city\": \"Oslo\"}'}}]}}]"
    }
    call = the_operation(
        span("litellm_request", asked),
        span("raw_gen_ai_request", raw, parent="litellm_request"),
    )

    assert [(c.id, c.name, c.arguments) for c in call.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]
    assert call.cached_tokens == 50


def test_the_raw_response_belongs_to_the_call_under_any_provider_name() -> None:
    call = the_operation(
        span("litellm_request", REQUEST | {"litellm.call_id": "123"}),
        span("raw_gen_ai_request", RAW | {"llm.openai.id": "msg_1"}, parent="litellm_request"),
    )

    assert call.response_id == "msg_1"


def test_the_raw_response_to_an_embedding_is_not_a_chat() -> None:
    asked = {"gen_ai.operation.name": "embedding", "gen_ai.request.model": "text-embedding-3-small"}
    call = the_operation(
        span("litellm_request", asked),
        span(
            "raw_gen_ai_request",
            {"llm.openai.model": "text-embedding-3-small"},
            parent="litellm_request",
        ),
    )

    assert call.kind == "embedding"


def test_a_call_id_is_not_a_response_id() -> None:
    failed = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.id": "5caa1b5c",
        "litellm.call_id": "5caa1b5c",
        "error.type": "NotFoundError",
    }

    assert the_operation(span("litellm_request", failed)).response_id is None


def test_tool_calls_are_read_from_the_raw_response_of_anthropic() -> None:
    raw = {
        "llm.anthropic.id": "msg_1",
        "llm.anthropic.content": "[{'type': 'tool_use', 'id': 'c1', 'name': 'weather', "
        "'input': {'city': 'Oslo'}}]",
    }
    call = the_operation(span("raw_gen_ai_request", raw))

    assert [(each.id, each.arguments) for each in call.tool_calls] == [("c1", {"city": "Oslo"})]


def test_the_second_exporter_has_its_own_names_for_costs_and_guardrails() -> None:
    told = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 5,
        "litellm.call_id": "5caa1b5c",
        "litellm.cost.total": 0.25,
        "litellm.end_user.id": "ann",
    }
    request = span("POST /v1/chat/completions", kind="server", lasts=4)
    check = span("execute_guardrail pii", {"litellm.guardrail.name": "pii"}, parent=request.name)
    chat = span("chat gpt-5", told, parent=request.name, kind="client", at=1)

    guardrail, call = the_operations(request, check, chat)

    assert (guardrail.kind, call.kind, call.cost_usd, call.response_id) == (
        "guardrail",
        "llm",
        0.25,
        "chatcmpl-1",
    )
    assert read_facts(chat).user == "ann"
