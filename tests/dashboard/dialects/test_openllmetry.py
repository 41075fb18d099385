from __future__ import annotations

import json
from typing import Any

import pytest

from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.model import Operation
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span


def entity(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "traceloop.span.kind": kind,
        "traceloop.entity.name": name,
        "traceloop.workflow.name": "newsroom",
        **more,
    }


def test_decorated_functions_are_named_by_their_entity() -> None:
    found = the_operations(
        span("newsroom.workflow", entity("workflow", "newsroom"), lasts=9),
        span("planner.agent", entity("agent", "planner"), parent="newsroom.workflow", at=1),
        span("outline.task", entity("task", "outline"), parent="planner.agent", at=1.1),
        span("search.tool", entity("tool", "search"), parent="outline.task", at=1.2),
    )

    assert [(each.kind, each.name, each.agent) for each in found] == [
        ("workflow", "newsroom", None),
        ("agent", "planner", "planner"),
        ("task", "outline", "planner"),
        ("tool", "search", "planner"),
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"input_str": "{'city': 'Oslo'}", "tags": [], "inputs": {"city": "Oslo"}},
        {"input_str": "{'city': 'Oslo'}", "tags": []},
        {"args": [], "kwargs": {"city": "Oslo"}},
        {"args": ['{"city": "Oslo"}']},
        {"inputs": {"city": "Oslo"}, "tags": [], "metadata": {}, "kwargs": {"name": "weather"}},
        {"query": {"city": "Oslo"}, "tags": [], "metadata": {}, "kwargs": {"name": "weather"}},
        {"city": "Oslo"},
    ],
)
def test_arguments_are_unwrapped(given: object) -> None:
    tool = entity("tool", "weather", **{"traceloop.entity.input": json.dumps(given)})

    assert the_operation(span("weather.tool", tool)).arguments == {"city": "Oslo"}


def test_positional_arguments_are_kept_with_the_keyword_arguments() -> None:
    given = {"args": ["Oslo"], "kwargs": {}}
    tool = entity("tool", "weather", **{"traceloop.entity.input": json.dumps(given)})

    assert the_operation(span("weather.tool", tool)).arguments == given


@pytest.mark.parametrize(
    "given",
    [
        {"output": "Rain"},
        {"outputs": "Rain", "kwargs": {"tags": []}},
        {"output": {"lc": 1, "kwargs": {"content": "Rain", "tool_call_id": "c1"}}},
        "Rain",
    ],
)
def test_a_result_is_unwrapped(given: object) -> None:
    tool = entity("tool", "weather", **{"traceloop.entity.output": json.dumps(given)})

    assert the_operation(span("weather.tool", tool)).result == "Rain"


def test_prompts_and_completions_may_be_numbered_attributes() -> None:
    call = the_operation(
        span(
            "anthropic.chat",
            {
                "llm.request.type": "chat",
                "gen_ai.system": "Anthropic",
                "gen_ai.request.model": "claude-sonnet-4-5",
                "gen_ai.usage.prompt_tokens": 100,
                "gen_ai.usage.completion_tokens": 20,
                "gen_ai.usage.cache_creation_input_tokens": 40,
                "gen_ai.usage.cache_read_input_tokens": 50,
                "gen_ai.prompt.0.role": "system",
                "gen_ai.prompt.0.content": "Be brief.",
                "gen_ai.prompt.10.role": "user",
                "gen_ai.prompt.10.content": '[{"type": "text", "text": "And now?"}]',
                "gen_ai.prompt.9.role": "user",
                "gen_ai.prompt.9.content": "Rain?",
                "gen_ai.completion.0.role": "assistant",
                "gen_ai.completion.0.content": "It rains.",
                "gen_ai.completion.0.finish_reason": "end_turn",
            },
        )
    )

    assert [message.text for message in call.input_messages] == ["Be brief.", "Rain?", "And now?"]
    assert fields(call, "provider", "cached_tokens", "cache_write_tokens", "finish_class") == {
        "provider": "anthropic",
        "cached_tokens": 50,
        "cache_write_tokens": 40,
        "finish_class": "stop",
    }


def test_a_langchain_search_is_a_retrieval() -> None:
    search = entity(
        "task", "VectorStoreRetriever", **{"gen_ai.operation.name": "vector_db_retrieve"}
    )

    assert the_operation(span("vector_db_retrieve", search)).kind == "retrieval"


def test_the_outermost_langchain_chain_is_not_an_agent_even_with_an_agent_operation() -> None:
    def outermost(name: str) -> dict[str, Any]:
        called = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name}
        return entity("workflow", name, **called)

    chain, agent = the_operations(
        span("RunnableSequence.workflow", outermost("RunnableSequence")),
        span("AgentExecutor.workflow", outermost("AgentExecutor"), at=2),
    )

    assert (chain.kind, chain.name, chain.agent) == ("workflow", "RunnableSequence", None)
    assert (agent.kind, agent.name) == ("agent", "AgentExecutor")


def test_a_tool_named_after_its_class_gets_its_name_from_its_message() -> None:
    message = {"lc": 1, "kwargs": {"content": "Rain", "tool_call_id": "c1", "name": "weather"}}
    called = {
        "gen_ai.operation.name": "execute_tool",
        "traceloop.entity.output": json.dumps(message),
    }
    tool = entity("task", "DynamicStructuredTool", **called)

    assert the_operation(span("execute_tool DynamicStructuredTool", tool)).name == "weather"


def test_a_llamaindex_class_name_gives_the_provider() -> None:
    for told, provider in (
        ("openai_llm", "openai"),
        ("openai_responses_llm", "openai"),
        ("Anthropic_LLM", "anthropic"),
    ):
        call = span("chat", {"llm.request.type": "chat", "gen_ai.system": told})
        assert the_operation(call).provider == provider


@pytest.mark.parametrize(
    ("model", "output", "reasoning"), [("gemini-2.5-flash", 300, 60), ("gpt-5", 240, None)]
)
def test_the_excess_of_the_total_of_google_is_reasoning(
    model: str, output: int, reasoning: int | None
) -> None:
    call = {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.request.model": model,
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 240,
        "gen_ai.usage.total_tokens": 1300,
    }

    assert fields(
        the_operation(span("generate_content", call)), "output_tokens", "reasoning_tokens"
    ) == {"output_tokens": output, "reasoning_tokens": reasoning}


def test_the_view_with_real_tool_call_ids_takes_precedence() -> None:
    views = [
        span(
            name,
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.response.id": "resp_1",
                "gen_ai.output.messages": json.dumps(
                    [
                        {
                            "role": "assistant",
                            "parts": [{"type": "tool_call", "id": name, "name": "f"}],
                        }
                    ]
                ),
            },
            scope=name,
        )
        for name in ("fc_1", "call_1")
    ]

    assert [call.id for call in the_operation(*views).tool_calls] == ["call_1"]


def test_the_result_of_an_agno_function_is_read_from_the_printed_object() -> None:
    def run(printed: str) -> Operation:
        rest = "updated_session_state=None images=None videos=None audios=None files=None"
        told = {
            "traceloop.span.kind": "tool",
            "gen_ai.tool.name": "get_weather",
            "traceloop.entity.output": f"{printed} {rest}",
        }
        return the_operation(span("get_weather.tool", told))

    ran = run("status='success' result='a result=b' error=None")
    failed = run("status='failure' result=None error='no city'")

    assert (ran.result, ran.is_error) == ("a result=b", False)
    assert (failed.result, failed.is_error) == ("no city", True)


def test_a_rerank_recorded_as_a_chat_has_its_query_documents_and_results() -> None:
    rerank = {
        "llm.request.type": "rerank",
        "gen_ai.system": "Cohere",
        "gen_ai.prompt.0.role": "system",
        "gen_ai.prompt.0.content": "sun",
        "gen_ai.prompt.1.role": "system",
        "gen_ai.prompt.1.content": "rain",
        "gen_ai.prompt.2.role": "user",
        "gen_ai.prompt.2.content": "rain?",
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.content": "Doc 1, Score: 0.9",
        "gen_ai.completion.1.role": "assistant",
        "gen_ai.completion.1.content": "Doc 0, Score: 0.2",
    }

    found = the_operation(span("cohere.rerank", rerank))

    assert found.kind == "retrieval"
    assert found.arguments == {"query": "rain?", "documents": ["sun", "rain"]}
    assert found.result == ["Doc 1, Score: 0.9", "Doc 0, Score: 0.2"]


def test_a_bedrock_converse_span_of_node_is_a_call_even_without_other_facts() -> None:
    call = the_operation(
        span(
            "bedrock.completion",
            {"gen_ai.provider.name": "aws.bedrock", "gen_ai.request.model": "claude-opus-4"},
            scope="@traceloop/instrumentation-bedrock",
        )
    )

    assert fields(call, "kind", "provider", "request_model", "input_tokens", "is_error") == {
        "kind": "llm",
        "provider": "aws.bedrock",
        "request_model": "claude-opus-4",
        "input_tokens": None,
        "is_error": False,
    }


def test_node_spells_the_session_user_and_tags_differently() -> None:
    properties = {"sessionId": "s1", "userId": "u1", "tags": "beta,eu"}
    told = {f"traceloop.association.properties.{name}": v for name, v in properties.items()}
    facts = read_facts(span("chat gpt-5", {"gen_ai.operation.name": "chat", **told}))

    assert (facts.session_key, facts.user) == ("s1", "u1")
    assert facts.tags == ("beta", "eu")


def test_tags_are_read_from_association_properties_like_the_session() -> None:
    told = {"traceloop.span.kind": "tool", "traceloop.association.properties.tags": ("a", "b")}

    facts = read_facts(span("x", told | {"traceloop.association.properties.session_id": "s-7"}))

    assert (facts.session_key, facts.tags) == ("s-7", ("a", "b"))


@pytest.mark.parametrize(
    ("output", "result"),
    [({"result": "rain"}, "rain"), ({"result": "no such city", "is_error": True}, "no such city")],
)
def test_the_tool_of_an_mcp_server_has_bare_arguments_and_results(output: Any, result: str) -> None:
    told = {
        "traceloop.span.kind": "tool",
        "traceloop.entity.name": "get_weather",
        "traceloop.entity.input": json.dumps(
            {"tool_name": "get_weather", "arguments": {"city": "Oslo"}}
        ),
        "traceloop.entity.output": json.dumps(output),
    }

    run = the_operation(span("get_weather.tool", told))

    assert (run.arguments, run.result) == ({"city": "Oslo"}, result)


def test_names_of_the_first_versions_are_read() -> None:
    told = {
        "llm.vendor": "OpenAI",
        "llm.request.type": "chat",
        "llm.request.model": "gpt-4",
        "llm.response.model": "gpt-4-0613",
        "llm.usage.prompt_tokens": 10,
        "llm.usage.completion_tokens": 5,
    }

    call = the_operation(span("openai.chat", told))

    assert fields(
        call, "provider", "request_model", "response_model", "input_tokens", "output_tokens"
    ) == {
        "provider": "openai",
        "request_model": "gpt-4",
        "response_model": "gpt-4-0613",
        "input_tokens": 10,
        "output_tokens": 5,
    }
