"""The counts, models and ids of OpenInference's calls, by what wrote them."""

from __future__ import annotations

import json

import pytest

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.openinference import GOOGLE, LLM, USAGE, kind
from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span


def test_the_id_and_the_cache_counts_are_read_from_an_anthropic_response() -> None:
    answer = {
        "id": "msg_1",
        "model": "claude-sonnet-4-5",
        "content": [{"type": "text", "text": "It rains."}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 5, "cache_read_input_tokens": 95, "output_tokens": 3},
    }
    call = the_operation(span("Messages", kind("LLM", **{"output.value": json.dumps(answer)})))

    assert fields(
        call, "response_id", "input_tokens", "cached_tokens", "finish_reason", "assistant_text"
    ) == {
        "response_id": "msg_1",
        "input_tokens": 100,
        "cached_tokens": 95,
        "finish_reason": "end_turn",
        "assistant_text": "It rains.",
    }


def test_a_cost_in_the_telemetry_is_used() -> None:
    assert the_operation(span("c", {**LLM, "llm.cost.total": 0.5})).cost_usd == 0.5


def test_the_response_id_is_read_from_the_result_of_langchain() -> None:
    output = {"id": "r1", "model_name": "gpt-4o-2024-11-20", "token_usage": {"total_tokens": 120}}
    result = {"generations": [], "llm_output": output}
    seen_by_client = {
        "gen_ai.operation.name": "chat",
        "gen_ai.response.id": "r1",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
    }
    call = the_operation(
        span("ChatOpenAI", {**LLM, "output.value": json.dumps(result)}, lasts=3),
        span("chat gpt-4o", seen_by_client, trace="b" * 32, scope="client"),
    )

    assert (call.response_id, len(call.span_ids)) == ("r1", 2)


def test_metadata_is_used_where_no_attribute_has_the_fact() -> None:
    told = {"metadata": json.dumps({"lc_agent_name": "planner", "user_id": "u1"})}

    facts = read_facts(span("model", kind("CHAIN", **told)))
    assert (facts.agent, facts.user) == ("planner", "u1")
    facts = read_facts(span("model", kind("CHAIN", **told, **{"user.id": "u2"})))
    assert facts.user == "u2"


def test_the_model_of_a_streamed_langchain_response_is_read_from_its_message() -> None:
    message = {"data": {"response_metadata": {"model_name": "gpt-4o-2024-11-20"}}}
    result = {"generations": [[{"message": message}]], "llm_output": None}
    told = {**LLM, "llm.model_name": "gpt-4o", "output.value": json.dumps(result)}

    assert the_operation(span("ChatOpenAI", told)).response_model == "gpt-4o-2024-11-20"


@pytest.mark.parametrize(("told", "read"), [("chatcmpl-1", "chatcmpl-1"), ("lc_run--1", None)])
def test_the_id_of_a_langchain_message_may_be_the_response_id(told: str, read: str | None) -> None:
    message = {"kwargs": {"id": told, "response_metadata": {"model_name": "gpt-4o"}}}
    result = json.dumps({"generations": [[{"message": message}]]})

    assert the_operation(span("ChatOpenAI", {**LLM, "output.value": result})).response_id == read


@pytest.mark.parametrize(
    "resource", ["models/", "publishers/google/models/", "projects/p/locations/l/models/"]
)
def test_a_google_model_is_named_without_its_resource_path(resource: str) -> None:
    name = f"{resource}gemini-2.5-flash"
    told = {"llm.model_name": name, "input.value": json.dumps({"model": name, "contents": []})}

    assert the_operation(span("generate_content", GOOGLE | told)).request_model == (
        "gemini-2.5-flash"
    )


@pytest.mark.parametrize(("told", "cached"), [(50, 50), (0, None)])
def test_cached_tokens_of_google_are_read_from_the_response(told: int, cached: int | None) -> None:
    usage = {"prompt_token_count": 1000, "cached_content_token_count": told}
    answer = {"output.value": json.dumps({"candidates": [], "usage_metadata": usage})}
    call = the_operation(span("generate_content", GOOGLE | USAGE | answer))

    assert (call.input_tokens, call.cached_tokens) == (100, cached)


def test_the_response_shows_cached_tokens_counted_apart_from_the_input() -> None:
    usage = {"inputTokens": 480, "outputTokens": 9, "cacheReadInputTokens": 500}
    told = {
        "openinference.span.kind": "LLM",
        "llm.model_name": "claude-sonnet-4-5",
        "llm.token_count.prompt": 480,
        "llm.token_count.completion": 9,
        "output.value": json.dumps({"stopReason": "end_turn", "usage": usage}),
    }

    assert fields(
        the_operation(span("bedrock.converse", told)),
        "input_tokens",
        "cached_tokens",
        "output_tokens",
    ) == {"input_tokens": 980, "cached_tokens": 500, "output_tokens": 9}


def test_the_response_printed_by_smolagents_is_parsed() -> None:
    printed = (
        "ChatCompletion(id='chatcmpl-1', choices=[Choice(finish_reason='stop', index=0)], "
        "model='gpt-5-2025-08-07', usage=CompletionUsage(completion_tokens=20, prompt_tokens=100, "
        "completion_tokens_details=Details(reasoning_tokens=5), "
        "prompt_tokens_details=Details(cached_tokens=50)))"
    )
    told = kind(
        "LLM",
        **USAGE,
        **{
            "llm.model_name": "gpt-5",
            "output.value": json.dumps({"role": "assistant", "content": "Yes", "raw": printed}),
        },
    )

    assert fields(
        the_operation(span("generate", told)),
        "request_model",
        "response_model",
        "response_id",
        "cached_tokens",
        "reasoning_tokens",
        "finish_reason",
    ) == {
        "request_model": "gpt-5",
        "response_model": "gpt-5-2025-08-07",
        "response_id": "chatcmpl-1",
        "cached_tokens": 50,
        "reasoning_tokens": 5,
        "finish_reason": "stop",
    }


def test_token_details_are_read_from_a_response_in_openai_format() -> None:
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "total_tokens": 120,
        "prompt_tokens_details": {"cached_tokens": 40},
        "completion_tokens_details": {"reasoning_tokens": 8},
    }
    call = the_operation(
        span(
            "Completions",
            {
                "openinference.span.kind": "LLM",
                "llm.token_count.prompt": 100,
                "llm.token_count.completion": 20,
                "output.value": json.dumps({"id": "a", "model": "m", "usage": usage}),
            },
        )
    )

    assert fields(call, "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens") == {
        "input_tokens": 100,
        "output_tokens": 20,
        "cached_tokens": 40,
        "reasoning_tokens": 8,
    }


def test_cohere_embeddings_count_billed_tokens() -> None:
    answer = {"embeddings": {}, "meta": {"billed_units": {"input_tokens": 7.0}}}
    call = the_operation(
        span(
            "CreateEmbeddings",
            {
                "openinference.span.kind": "EMBEDDING",
                "embedding.model_name": "embed-v4.0",
                "output.value": json.dumps(answer),
            },
        )
    )

    assert (call.provider, call.input_tokens) == ("cohere", 7)


def test_the_input_count_of_a_bedrock_embedding_is_beside_the_vector() -> None:
    answer = json.dumps({"embedding": [0.1], "inputTextTokenCount": 7})
    told = {"llm.model_name": "titan-embed-text-v2:0", "output.value": answer}
    call = the_operation(span("bedrock.invoke_model", kind("LLM", **told)))

    assert (call.kind, call.input_tokens, call.output_tokens) == ("embedding", 7, None)


def test_token_details_and_finish_reason_of_langchain_js_are_read_from_the_message() -> None:
    message = {
        "content": [{"index": 0, "type": "tool_use", "id": "t1", "name": "weather", "input": ""}],
        "additional_kwargs": {"id": "msg_1", "stop_reason": "tool_use"},
        "tool_calls": [{"name": "weather", "args": {"city": "Oslo"}, "id": "t1"}],
        "usage_metadata": {
            "input_tokens": 100,
            "output_tokens": 20,
            "input_token_details": {"cache_read": 30, "cache_creation": 10},
        },
        "id": "msg_1",
    }
    generation = {"text": "", "message": {"lc": 1, "id": ["AIMessage"], "kwargs": message}}
    told = {**USAGE, "output.value": json.dumps({"generations": [[generation]]})}
    call = the_operation(span("ChatAnthropic", kind("LLM", **told)))

    assert [(each.id, each.arguments) for each in call.tool_calls] == [("t1", {"city": "Oslo"})]
    assert fields(call, "input_tokens", "cached_tokens", "cache_write_tokens", "finish_reason") == {
        "input_tokens": 100,
        "cached_tokens": 30,
        "cache_write_tokens": 10,
        "finish_reason": "tool_use",
    }


def test_a_streamed_mistral_response_is_wrapped_in_an_object() -> None:
    answer = {"id": "cmpl_1", "model": "mistral-large-2512", "choices": []}
    told = {
        "openinference.span.kind": "LLM",
        "llm.invocation_parameters": '{"model": "mistral-large-latest"}',
        "llm.model_name": "mistral-large-latest",
        "output.value": json.dumps({"data": answer}),
    }

    found = the_operation(span("MistralClient.chat", told))

    assert fields(found, "request_model", "response_model", "response_id") == {
        "request_model": "mistral-large-latest",
        "response_model": "mistral-large-2512",
        "response_id": "cmpl_1",
    }


def test_what_haystack_knows_of_a_reply_is_read_from_the_printed_message() -> None:
    details = {"prompt_tokens_details": {"cached_tokens": 40}}
    meta = {"finish_reason": "tool_calls", "usage": {"prompt_tokens": 100, **details}}
    reply = f"ChatMessage(_role=<ChatRole.ASSISTANT: 'assistant'>, _name=None, _meta={meta})"
    told = {
        "openinference.span.kind": "LLM",
        "llm.model_name": "gpt-4.1-mini-2025-04-14",
        "llm.token_count.prompt": 100,
        "llm.token_count.completion": 20,
        "output.value": json.dumps({"replies": [reply]}),
    }

    call = the_operation(span("OpenAIChatGenerator.run", told))

    assert (call.finish_reason, call.cached_tokens) == ("tool_calls", 40)


def test_printed_tool_calls_are_read() -> None:
    printed = (
        "ChatCompletionMessageToolCall(function=Function("
        """arguments='{"city": "Oslo"}', name='get_weather'), id='call_1', type='function')"""
    )
    told = {
        "openinference.span.kind": "LLM",
        "llm.model_name": "gpt-4.1-mini",
        "output.value": json.dumps([{"text": None, "tool_calls": [printed]}]),
    }

    (call,) = the_operation(span("LM.__call__", told)).tool_calls

    assert (call.id, call.name, call.arguments) == ("call_1", "get_weather", {"city": "Oslo"})
