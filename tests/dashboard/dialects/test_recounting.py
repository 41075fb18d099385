from __future__ import annotations

import json
from typing import Any

import pytest

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span

RESULT = '{"city":"Oslo","rain":true}'
CHAT = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "claude-sonnet-4-5"}


def usage(tokens_in: int, tokens_out: int, cached: int, written: int = 0) -> dict[str, Any]:
    return {
        "gen_ai.usage.input_tokens": tokens_in,
        "gen_ai.usage.output_tokens": tokens_out,
        "gen_ai.usage.cache_read.input_tokens": cached,
        "gen_ai.usage.cache_creation.input_tokens": written,
    }


@pytest.mark.parametrize(
    ("told", "scope", "tokens_in"),
    [
        (usage(1000, 50, 600, 20), "any", 1000),
        # More tokens from the cache than input tokens: the cache is counted apart.
        (usage(100, 50, 600, 20), "any", 720),
        ({**usage(700, 50, 600), "gen_ai.usage.total_tokens": 750}, "any", 700),
        ({**usage(700, 50, 600), "gen_ai.usage.total_tokens": 1350}, "any", 1300),
        (usage(700, 50, 600, 20), "opentelemetry.instrumentation.bedrock", 1320),
        (usage(700, 50, 600), "opentelemetry.instrumentation.botocore.bedrock-runtime", 1300),
        (usage(700, 50, 600), "opentelemetry.instrumentation.genai.bedrock", 1300),
        (usage(700, 50, 600), "openlit.instrumentation.anthropic", 1300),
        (usage(700, 50, 600), "@traceloop/instrumentation-anthropic", 1300),
        (usage(700, 50, 600), "openlit.instrumentation.openai", 700),
        (
            {**usage(700, 50, 600), "gen_ai.system": "anthropic", "gen_ai.usage.total_tokens": 750},
            "org.springframework.boot",
            1300,
        ),
        ({**usage(700, 50, 600), "gen_ai.system": "openai"}, "org.springframework.boot", 700),
        (usage(2**63 - 1, 50, 600), "opentelemetry.instrumentation.bedrock", 2**63 - 1),
    ],
)
def test_input_tokens_cover_the_whole_prompt(
    told: dict[str, Any], scope: str, tokens_in: int
) -> None:
    assert the_operation(span("chat", {**CHAT, **told}, scope=scope)).input_tokens == tokens_in


@pytest.mark.parametrize(
    ("reasoning", "total", "tokens_out"),
    [
        (30, None, 50),
        (30, 150, 50),
        (30, 180, 80),
        # More reasoning than output tokens: reasoning is counted apart.
        (90, None, 140),
        (2**63 - 1, None, 2**63 - 1),
        (0, 150, 50),
    ],
)
def test_output_tokens_cover_the_whole_answer(
    reasoning: int, total: int | None, tokens_out: int
) -> None:
    counts = {**usage(100, 50, 0), "gen_ai.usage.reasoning.output_tokens": reasoning}
    told = {**CHAT, **counts, **({} if total is None else {"gen_ai.usage.total_tokens": total})}

    assert the_operation(span("chat", told)).output_tokens == tokens_out


@pytest.mark.parametrize("operation", ["chat", "invoke_agent"])
def test_zeros_alone_are_unknown_counts(operation: str) -> None:
    told = {**CHAT, **usage(0, 0, 0), "gen_ai.operation.name": operation}

    found = the_operation(span("x", told))

    assert set(fields(found, "input_tokens", "output_tokens", "cached_tokens").values()) == {None}


def test_zero_input_tokens_are_unknown_unless_a_cache_supplied_some() -> None:
    untold, cached = (
        the_operation(span("chat", {**CHAT, **usage(0, 7, tokens)})) for tokens in (0, 600)
    )

    assert fields(untold, "input_tokens", "output_tokens") == {
        "input_tokens": None,
        "output_tokens": 7,
    }
    assert cached.input_tokens == 600


def test_zero_output_tokens_are_a_count() -> None:
    found = the_operation(span("chat", {**CHAT, **usage(7, 0, 0)}))

    assert fields(found, "input_tokens", "output_tokens", "cached_tokens") == {
        "input_tokens": 7,
        "output_tokens": 0,
        "cached_tokens": 0,
    }


def test_a_call_of_an_embedding_model_is_an_embedding() -> None:
    model = {"llm.model_name": "amazon.titan-embed-text-v2:0", "llm.token_count.prompt": 9}

    found = the_operation(span("bedrock", {"openinference.span.kind": "LLM", **model}))

    assert fields(found, "kind", "input_tokens") == {"kind": "embedding", "input_tokens": 9}


def test_a_response_id_is_not_a_session_id() -> None:
    response, conversation = (
        read_facts(span("chat", {**CHAT, "gen_ai.conversation.id": value}))
        for value in ("resp_0a1b", "conv_0a1b")
    )

    assert (response.session_key, conversation.session_key) == (None, "conv_0a1b")
    assert read_facts(span("x", {"session.id": "resp_0a1b"})).session_key == "resp_0a1b"


def test_a_printed_object_is_not_an_answer() -> None:
    told = {"openinference.span.kind": "LLM", "output.value": "<groq.Stream object at 0x7fbeeb18>"}

    assert the_operation(span("Completions", told)).assistant_text is None


def test_a_span_name_gives_the_model_and_a_callable_is_named_without_its_method() -> None:
    call = the_operation(span("chat gpt-5", {"gen_ai.operation.name": "chat"}, status="error"))
    run = the_operation(span("search.__call__", {"openinference.span.kind": "TOOL"}))

    assert fields(call, "request_model", "provider") == {
        "request_model": "gpt-5",
        "provider": "openai",
    }
    assert run.name == "search"


@pytest.mark.parametrize("name", ["chat", "chat with bob"])
def test_other_span_names_give_no_model(name: str) -> None:
    assert the_operation(span(name, {"gen_ai.operation.name": "chat"})).request_model is None


@pytest.mark.parametrize(
    ("scope", "method", "model", "tokens_in"),
    [
        ("@opentelemetry/instrumentation-aws-sdk", "InvokeModel", "mistral.mistral-7b", None),
        ("io.opentelemetry.aws-sdk-2.2", "InvokeModel", "cohere.command-r-v1:0", None),
        ("@opentelemetry/instrumentation-aws-sdk", "Converse", "mistral.mistral-7b", 3),
        ("@opentelemetry/instrumentation-aws-sdk", "InvokeModel", "amazon.nova-lite-v1:0", 3),
        ("any", "InvokeModel", "mistral.mistral-7b", 3),
    ],
)
def test_an_estimated_count_is_ignored(
    scope: str, method: str, model: str, tokens_in: int | None
) -> None:
    told = {**CHAT, **usage(3, 1, 0), "rpc.method": method, "gen_ai.request.model": model}

    assert the_operation(span("chat", told, scope=scope)).input_tokens == tokens_in


def test_an_output_count_from_the_start_of_a_stream_is_ignored() -> None:
    told = {
        "rpc.method": "InvokeModelWithResponseStream",
        "gen_ai.request.model": "anthropic.claude-sonnet-4-20250514-v1:0",
        "gen_ai.usage.input_tokens": 12,
        "gen_ai.usage.output_tokens": 1,
    }
    scope = "@opentelemetry/instrumentation-aws-sdk"
    call = the_operation(span("BedrockRuntime.InvokeModelWithResponseStream", told, scope=scope))

    assert fields(call, "kind", "input_tokens", "output_tokens") == {
        "kind": "llm",
        "input_tokens": 12,
        "output_tokens": None,
    }


@pytest.mark.parametrize(
    ("provider", "cached", "tokens_in"),
    [
        ("aws.bedrock", {}, 1350),
        ("openai", {}, 700),
        # Cache reads are counted, so the rest of the total is something else.
        ("aws.bedrock", {"gen_ai.usage.cache_read.input_tokens": 100}, 700),
    ],
)
def test_the_excess_of_the_total_of_bedrock_is_cache_reads_or_writes(
    provider: str, cached: dict[str, int], tokens_in: int
) -> None:
    told = {
        **CHAT,
        "gen_ai.provider.name": provider,
        "gen_ai.usage.input_tokens": 700,
        "gen_ai.usage.output_tokens": 50,
        "gen_ai.usage.total_tokens": 1400,
        **cached,
    }

    assert the_operation(span("chat", told)).input_tokens == tokens_in


def test_cache_writes_are_also_called_cache_creation() -> None:
    told = {
        "openinference.span.kind": "LLM",
        "llm.token_count.prompt": 720,
        "llm.token_count.completion": 50,
        "llm.token_count.prompt_details.cache_read": 600,
        "llm.token_count.prompt_details.cache_creation": 20,
        "tensorzero.cost_usd": "0.25",
    }

    assert fields(the_operation(span("Message", told)), "cache_write_tokens", "cost_usd") == {
        "cache_write_tokens": 20,
        "cost_usd": 0.25,
    }


@pytest.mark.parametrize(
    ("scope", "tokens_in", "tokens_out", "known"),
    [
        # Of the texts alone, as it estimates for streams: 13 words and signs are 14 tokens.
        ("@traceloop/instrumentation-openai", 14, 9, None),
        # A server also counts what is around the three messages.
        ("@traceloop/instrumentation-openai", 27, 9, 27),
        ("@traceloop/instrumentation-openai", 1003, 9, 1003),
        ("@traceloop/instrumentation-openai", 14, 90, 14),
        ("any", 14, 9, 14),
    ],
)
def test_counts_of_the_texts_alone_are_estimates(
    scope: str, tokens_in: int, tokens_out: int, known: int | None
) -> None:
    asked = [
        {"role": "user", "parts": [{"type": "text", "content": "Weather in Oslo?"}]},
        {"role": "assistant", "parts": [{"type": "tool_call", "id": "c1", "name": "weather"}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": RESULT}]},
    ]
    answer = {"type": "text", "content": "Take an umbrella, it rains (4)."}
    told = {
        **CHAT,
        "gen_ai.input.messages": json.dumps(asked),
        "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": [answer]}]),
        "gen_ai.usage.input_tokens": tokens_in,
        "gen_ai.usage.output_tokens": tokens_out,
    }

    facts = read_facts(span("chat gpt-5", told, scope=scope))

    assert facts.input_tokens == known
    assert facts.output_tokens == (tokens_out if known else None)


@pytest.mark.parametrize(
    ("model", "is_stream", "counts"),
    [
        ("claude-sonnet-4-5", False, (50, 700)),
        ("gpt-5", False, (700, 50)),
        ("gpt-5", True, (None, None)),
    ],
)
def test_langtrace_for_node_exchanges_anthropics_counts_and_estimates_those_of_streams(
    model: str, is_stream: bool, counts: tuple[int | None, int | None]
) -> None:
    told = {
        **CHAT,
        "gen_ai.request.model": model,
        "gen_ai.request.stream": is_stream,
        "gen_ai.usage.input_tokens": 700,
        "gen_ai.usage.output_tokens": 50,
    }

    facts = read_facts(span("create", told, scope="@langtrase/typescript-sdk"))

    assert (facts.input_tokens, facts.output_tokens) == counts
