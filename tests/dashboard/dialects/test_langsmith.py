from __future__ import annotations

import json
from typing import Any

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import event, span


def test_its_own_kind_takes_precedence_over_the_operation_name() -> None:
    prompt, retriever = the_operations(
        span("template", {"langsmith.span.kind": "prompt", "gen_ai.operation.name": "chat"}),
        span(
            "vectors",
            {"langsmith.span.kind": "retriever", "gen_ai.operation.name": "embeddings"},
            at=2,
        ),
    )

    assert [prompt.kind, retriever.kind] == ["operation", "retrieval"]


def test_a_call_has_its_whole_request_and_response() -> None:
    asked = {
        "messages": [
            [
                {
                    "lc": 1,
                    "type": "constructor",
                    "id": ["langchain", "schema", "messages", "HumanMessage"],
                    "kwargs": {"content": "Rain?", "type": "human"},
                }
            ]
        ]
    }
    answered = {
        "generations": [
            [
                {
                    "text": "",
                    "message": {
                        "lc": 1,
                        "type": "constructor",
                        "id": ["langchain", "schema", "messages", "AIMessage"],
                        "kwargs": {
                            "content": "",
                            "tool_calls": [
                                {"name": "weather", "args": {"city": "Oslo"}, "id": "c1"}
                            ],
                        },
                    },
                }
            ]
        ]
    }
    call = the_operation(
        span(
            "ChatOpenAI",
            {
                "langsmith.span.kind": "llm",
                "gen_ai.operation.name": "chat",
                "gen_ai.system": "openai",
                "gen_ai.request.model": "gpt-5",
                "gen_ai.usage.input_tokens": 10,
                "gen_ai.usage.output_tokens": 2,
                "gen_ai.prompt": json.dumps(asked),
                "gen_ai.completion": json.dumps(answered),
            },
        )
    )

    assert fields(call, "last_user_text", "assistant_text") == {
        "last_user_text": "Rain?",
        "assistant_text": None,
    }
    assert [(c.id, c.name, c.arguments) for c in call.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]


def run(kind: str, **more: Any) -> dict[str, Any]:
    named = {key.replace("__", "."): value for key, value in more.items()}
    return {"langsmith.span.kind": kind, "gen_ai.system": "langchain", **named}


def test_a_parser_counts_none_of_the_tokens_it_repeats() -> None:
    usage = {"gen_ai__usage__input_tokens": 10, "gen_ai__usage__output_tokens": 2}
    call, parser = the_operations(
        span("ChatOpenAI", run("llm", **usage), parent="chain"),
        span("AnswerParser", run("parser", **usage), parent="chain", at=2),
    )

    assert [call.input_tokens, parser.input_tokens] == [10, None]


def test_the_provider_is_read_from_the_metadata_of_langchain() -> None:
    named = {"langsmith__metadata__ls_provider": "amazon_bedrock", "gen_ai__request__model": "m"}
    call, chain = the_operations(span("Chat", run("llm", **named)), span("c", run("chain"), at=2))

    assert [call.provider, chain.provider] == ["aws.bedrock", None]


def test_a_recorded_exception_is_a_failure_even_with_status_ok() -> None:
    failed = event("exception", {"exception.type": "Exception", "exception.message": "404"})
    tool = run("tool", gen_ai__tool__name="weather", gen_ai__completion="{}")
    found = the_operation(span("weather", tool, status="ok", events=(failed,)))

    assert fields(found, "is_error", "result") == {"is_error": True, "result": None}


def test_an_empty_object_returned_by_a_tool_is_its_result() -> None:
    tool = run("tool", gen_ai__tool__name="weather", gen_ai__completion="{}")

    assert the_operation(span("weather", tool, status="ok")).result == {}


def test_the_result_of_a_failed_tool_is_what_the_model_was_told() -> None:
    failed = event("exception", {"exception.type": "ValueError", "exception.message": "no city"})
    tool = run("tool", gen_ai__tool__call__id="c1", gen_ai__completion="{}")
    told = json.dumps({"messages": [{"role": "tool", "tool_call_id": "c1", "content": "no city"}]})
    found, _ = the_operations(
        span("weather", tool, status="ok", events=(failed,)),
        span("ChatOpenAI", run("llm", gen_ai__prompt=told), at=2),
    )

    assert found.result == "no city"


def test_tags_are_the_tags_set_by_the_program() -> None:
    def tags(kind: str, joined: str, **more: Any) -> tuple[str, ...]:
        return read_facts(span("run", run(kind, langsmith__span__tags=joined) | more)).tags

    assert tags("chain", "seq:step:1, production, graph:step:2, beta") == ("production", "beta")
    assert tags("retriever", "production, InMemoryVectorStore") == ()
    assert tags("llm", "beta", **{"agentops.session.tags": ["mine"]}) == ("mine",)


def test_counts_and_models_may_be_only_in_the_response() -> None:
    """LangChain for JavaScript writes them there."""
    message = {
        "kwargs": {
            "content": "Rain",
            "response_metadata": {"model_name": "gpt-5-2025-08-07", "finish_reason": "stop"},
            "usage_metadata": {
                "input_tokens": 10,
                "output_tokens": 2,
                "input_token_details": {"cache_read": 4},
            },
        }
    }
    answer = json.dumps({"generations": [[{"text": "Rain", "message": message}]]})
    call = the_operation(span("ChatOpenAI", run("llm", gen_ai__completion=answer)))

    assert fields(call, "response_model", "input_tokens", "cached_tokens", "finish_reason") == {
        "response_model": "gpt-5-2025-08-07",
        "input_tokens": 10,
        "cached_tokens": 4,
        "finish_reason": "stop",
    }


def test_a_call_and_a_tool_run_of_vercels_ai_sdk_are_read() -> None:
    answer = {
        "content": [{"type": "tool-call", "toolCallId": "c1", "toolName": "rain", "input": "{}"}],
        "finishReason": {"unified": "tool-calls", "raw": "tool_calls"},
        "usage": {
            "inputTokens": {"total": 12, "noCache": 4, "cacheRead": 8, "cacheWrite": 0},
            "outputTokens": {"total": 5, "text": 3, "reasoning": 2},
        },
    }
    call, run = the_operations(
        span(
            "openai.chat",
            {
                "langsmith.span.kind": "llm",
                "gen_ai.request.model": "gpt-5",
                "gen_ai.completion": json.dumps(answer),
            },
        ),
        span(
            "rain",
            {
                "langsmith.span.kind": "tool",
                "gen_ai.tool.name": "rain",
                "gen_ai.prompt": json.dumps(
                    {"args": [{"city": "Oslo"}, {"toolCallId": "c1", "messages": []}]}
                ),
            },
            at=2,
        ),
    )

    assert fields(call, "finish_reason", "finish_class", "input_tokens", "output_tokens") == {
        "finish_reason": "tool-calls",
        "finish_class": "tool_calls",
        "input_tokens": 12,
        "output_tokens": 5,
    }
    assert (call.cached_tokens, call.reasoning_tokens) == (8, 2)
    assert run.arguments == {"city": "Oslo"}
