from __future__ import annotations

import json
from typing import Any

import pytest

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import event, span

LLM: dict[str, Any] = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "gpt-4o-2024-11-20",
    "llm.system": "openai",
    "llm.token_count.prompt": 100,
    "llm.token_count.completion": 20,
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "It rains.",
}
USAGE = {"llm.token_count.prompt": 100, "llm.token_count.completion": 20}


def kind(name: str, **more: Any) -> dict[str, Any]:
    return {"openinference.span.kind": name, **more}


def test_a_chain_with_messages_is_not_a_call() -> None:
    chain = kind("CHAIN", **{key: LLM[key] for key in LLM if key.startswith("llm.output")})
    around, call = the_operations(
        span("RunnableSequence", chain, lasts=3), span("ChatOpenAI", LLM, parent="RunnableSequence")
    )

    assert (around.kind, around.assistant_text) == ("operation", None)
    assert (call.kind, call.assistant_text) == ("llm", "It rains.")


def test_messages_may_have_one_attribute_each() -> None:
    said = {
        "llm.input_messages": ({"message": {"role": "user", "content": "Rain?"}},),
        "llm.output_messages": json.dumps([{"message": {"role": "assistant", "content": "Yes."}}]),
    }

    call = the_operation(span("call", kind("LLM", **said)))

    assert fields(call, "last_user_text", "assistant_text") == {
        "last_user_text": "Rain?",
        "assistant_text": "Yes.",
    }


def test_an_agent_that_repeats_the_sums_of_its_calls_counts_no_tokens() -> None:
    agent, call = the_operations(
        span("ToolCallingAgent.run", kind("AGENT", **USAGE), lasts=3),
        span("OpenAIModel.generate", LLM, parent="ToolCallingAgent.run"),
    )

    assert [agent.input_tokens, call.input_tokens] == [None, 100]


def test_an_agent_without_recorded_calls_counts_its_own_tokens() -> None:
    agent = the_operation(span("ClaudeSDKClient", kind("AGENT", **USAGE)))

    assert (agent.input_tokens, agent.output_tokens) == (100, 20)


def test_a_preparation_span_of_kind_llm_is_not_a_call() -> None:
    prepared = kind("LLM", **{"llm.model_name": "gpt-4o", "output.value": '{"tools": []}'})
    call = the_operation(
        span("OpenAI._prepare_chat_with_tools", prepared, lasts=3),
        span("OpenAI.chat", LLM, parent="OpenAI._prepare_chat_with_tools"),
    )

    assert call.name == "OpenAI.chat"


def test_a_call_inside_the_same_call_is_one() -> None:
    call = the_operation(
        span("OpenAI.predict", LLM, lasts=3), span("OpenAI.chat", LLM, parent="OpenAI.predict")
    )

    assert call.input_tokens == 100


def test_a_doubled_embedding_is_one() -> None:
    embedding = kind("EMBEDDING", **{"embedding.model_name": "e", "llm.token_count.prompt": 7})
    call = the_operation(
        span("get_text_embedding_batch", embedding, lasts=3),
        span("_get_text_embeddings", embedding, parent="get_text_embedding_batch"),
    )

    assert fields(call, "kind", "input_tokens") == {"kind": "embedding", "input_tokens": 7}


def test_tool_parameters_may_be_arguments_or_a_schema() -> None:
    schema = json.dumps({"city": {"type": "string", "description": "Name of the city"}})
    arguments = json.dumps({"city": "Oslo"})

    described = the_operation(span("a", kind("TOOL", **{"tool.parameters": schema})))
    called = the_operation(span("b", kind("TOOL", **{"tool.parameters": arguments})))

    assert (described.arguments, called.arguments) == (None, {"city": "Oslo"})


def test_arguments_may_be_a_printed_dictionary_or_those_of_a_function() -> None:
    printed = the_operation(span("a", kind("TOOL", **{"input.value": "{'city': 'Oslo'}"})))
    wrapped = {"input.value": '{"args": [], "kwargs": {"city": "Oslo"}}'}

    assert printed.arguments == {"city": "Oslo"}
    assert the_operation(span("b", kind("TOOL", **wrapped))).arguments == {"city": "Oslo"}


def test_hidden_content_is_unknown() -> None:
    hidden = {
        **LLM,
        "input.value": "__REDACTED__",
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.content": "__REDACTED__",
        "llm.output_messages.0.message.content": "__REDACTED__",
    }

    call = the_operation(span("ChatCompletion", hidden))

    assert (call.last_user_text, call.assistant_text) == (None, None)


def test_the_result_of_a_langchain_tool_is_the_content_of_its_message() -> None:
    message = {"type": "tool", "content": "Rain", "tool_call_id": "c1"}
    tool = kind("TOOL", **{"tool.name": "weather", "output.value": json.dumps(message)})

    assert the_operation(span("weather", tool)).result == "Rain"


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


def test_a_first_token_event_marks_a_streamed_call() -> None:
    from agentops_otel.dashboard.contents.saying import read_content

    streamed = span("c", LLM, events=(event("First Token Stream Event", at=0.25),))
    content = read_content("llm", streamed)

    assert (content.streaming, content.time_to_first_chunk_ns) == (True, 250_000_000)


def test_a_text_recorded_twice_appears_once() -> None:
    twice = {
        **LLM,
        "llm.output_messages.0.message.contents.0.message_content.type": "text",
        "llm.output_messages.0.message.contents.0.message_content.text": "It rains.",
    }

    assert the_operation(span("response", twice)).assistant_text == "It rains."


def test_the_only_argument_of_a_langchain_tool_is_named_after_the_tool_call_of_the_model() -> None:
    message = {"type": "tool", "data": {"content": "Rain", "tool_call_id": "c1"}}
    tool = kind(
        "TOOL",
        **{"tool.name": "weather", "input.value": "Oslo", "output.value": json.dumps(message)},
    )
    call = "llm.output_messages.0.message.tool_calls.0.tool_call"
    asked = {
        **LLM,
        f"{call}.id": "c1",
        f"{call}.function.name": "weather",
        f"{call}.function.arguments": '{"city": "Oslo"}',
    }
    _, run = the_operations(span("ChatOpenAI", asked), span("weather", tool, at=2))

    assert fields(run, "arguments", "result") == {"arguments": {"city": "Oslo"}, "result": "Rain"}


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


def test_a_preparation_span_beside_the_call_is_not_a_call() -> None:
    prepared = kind("LLM", **{"llm.model_name": "gpt-4o", "output.value": "{}"})
    call = the_operation(
        span("OpenAI._prepare_chat_with_tools", prepared, parent="step"),
        span("OpenAI.achat", LLM, parent="step", at=2),
    )

    assert call.name == "OpenAI.achat"


def test_the_result_of_a_llamaindex_tool_is_its_raw_output() -> None:
    output = {"blocks": [{"text": "Rain"}], "tool_name": "weather", "raw_output": "Rain"}
    tool = kind(
        "TOOL",
        **{"input.value": '{"kwargs": {"city": "Oslo"}}', "output.value": json.dumps(output)},
    )

    assert fields(the_operation(span("weather", tool)), "arguments", "result") == {
        "arguments": {"city": "Oslo"},
        "result": "Rain",
    }


def test_a_failed_tool_run_without_an_id_is_matched_to_its_call_by_its_only_value() -> None:
    call = "llm.output_messages.0.message.tool_calls.0.tool_call"
    asked = {
        **LLM,
        f"{call}.id": "c1",
        f"{call}.function.name": "weather",
        f"{call}.function.arguments": '{"city": "Oslo"}',
    }
    tool = kind("TOOL", **{"tool.name": "weather"})
    _, run, other = the_operations(
        span("ChatOpenAI", asked),
        span("run", tool | {"input.value": "Oslo"}, at=2, status="error"),
        span("other", tool | {"input.value": "Bergen"}, at=3, status="error"),
    )

    assert [run.arguments, other.arguments] == [{"city": "Oslo"}, "Bergen"]


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


def test_text_missing_from_a_message_is_read_from_the_whole_request() -> None:
    dump = [{"type": "system", "data": {"content": [{"type": "text", "text": "Be brief."}]}}]
    told = {
        **LLM,
        "llm.input_messages.0.message.role": "system",
        "llm.input_messages.1.message.role": "user",
        "llm.input_messages.1.message.content": "Rain?",
        "input.value": json.dumps(
            {"messages": [[*dump, {"type": "human", "data": {"content": "?"}}]]}
        ),
    }
    call = the_operation(span("ChatOpenAI", told))

    assert [(each.role, each.text) for each in call.input_messages] == [
        ("system", "Be brief."),
        ("user", "Rain?"),
    ]


@pytest.mark.parametrize(("told", "read"), [("chatcmpl-1", "chatcmpl-1"), ("lc_run--1", None)])
def test_the_id_of_a_langchain_message_may_be_the_response_id(told: str, read: str | None) -> None:
    message = {"kwargs": {"id": told, "response_metadata": {"model_name": "gpt-4o"}}}
    result = json.dumps({"generations": [[{"message": message}]]})

    assert the_operation(span("ChatOpenAI", {**LLM, "output.value": result})).response_id == read


def test_a_completion_prompt_is_the_user_text() -> None:
    listed = span("complete", kind("LLM", **{"llm.prompts": ["Once upon"]}))
    numbered = kind(
        "LLM",
        **{"llm.prompts.0.prompt.text": "Once upon", "llm.choices.0.completion.text": "a time"},
    )

    assert the_operation(listed).last_user_text == "Once upon"
    call = the_operation(span("complete", numbered))
    assert (call.last_user_text, call.assistant_text) == ("Once upon", "a time")


def test_a_tool_result_in_smolagents_is_not_user_text() -> None:
    roles = ("user", "tool-call", "tool-response")
    said = {
        f"llm.input_messages.{place}.message.{field}": text
        for place, role in enumerate(roles)
        for field, text in (("role", role), ("content", f"said by {role}"))
    }
    call = the_operation(span("generate", LLM | said))

    assert [message.role for message in call.input_messages] == ["user", "assistant", "tool"]
    assert call.last_user_text == "said by user"


def test_an_agent_is_named_without_the_method_in_its_span_name() -> None:
    assert the_operation(span("Main.run", kind("AGENT"))).name == "Main"


GOOGLE = {"openinference.span.kind": "LLM", "llm.provider": "google"}


def told_calls(count: int) -> dict[str, str]:
    start = "llm.output_messages.0.message"
    return {f"{start}.role": "model"} | {
        f"{start}.tool_calls.{place}.tool_call.function.{key}": value
        for place in range(count)
        for key, value in (("name", "weather"), ("arguments", '{"city": "Oslo"}'))
    }


@pytest.mark.parametrize("ids", [("c1", "c2"), (None, None)])
def test_two_equal_tool_calls_stay_two_with_or_without_ids(
    ids: tuple[str | None, ...],
) -> None:
    called = {"name": "weather", "args": {"city": "Oslo"}}
    parts = [{"function_call": called | ({"id": each} if each else {})} for each in ids]
    answer = {"candidates": [{"content": {"role": "model", "parts": parts}}]}
    call = the_operation(
        span("GenerateContent", GOOGLE | told_calls(2) | {"output.value": json.dumps(answer)})
    )

    assert [each.id for each in call.tool_calls] == list(ids)


def test_text_marked_as_thought_in_the_response_is_reasoning() -> None:
    start = "llm.output_messages.0.message"
    texts = {
        f"{start}.role": "model",
        f"{start}.contents.0.message_content.text": "Hm.",
        f"{start}.contents.1.message_content.text": "It rains.",
    }
    parts = [{"text": "Hm.", "thought": True}, {"text": "It rains."}]
    answer = json.dumps({"content": {"role": "model", "parts": parts}, "usage_metadata": {}})
    call = the_operation(span("call_llm", GOOGLE | texts | {"output.value": answer}))

    assert call.assistant_text == "It rains."
    assert [message.reasoning for message in call.output_messages] == ["Hm."]


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


def test_a_reranker_has_its_query_and_the_documents_before_and_after() -> None:
    reranker = {
        "openinference.span.kind": "RERANKER",
        "reranker.query": "rain?",
        "reranker.input_documents.0.document.content": "sun",
        "reranker.input_documents.1.document.content": "rain",
        "reranker.output_documents.0.document.content": "rain",
        "reranker.output_documents.0.document.score": 0.9,
    }

    found = the_operation(span("rerank", reranker))

    assert found.arguments == {
        "query": "rain?",
        "documents": [{"content": "sun"}, {"content": "rain"}],
    }
    assert found.result == [{"content": "rain", "score": 0.9}]


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


def test_a_request_that_only_counts_tokens_is_not_a_call() -> None:
    counted = {
        "openinference.span.kind": "LLM",
        "llm.system": "anthropic",
        "llm.model_name": "claude-opus-4-5",
        "llm.token_count.prompt": 12,
    }

    assert the_operations(span("CountTokens", counted, kind="server")) == []


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


def test_a_failed_tool_does_not_fail_a_vercel_response() -> None:
    told = {
        "ai.operationId": "ai.generateText.doGenerate",
        "ai.response.finishReason": "stop",
        **LLM,
    }
    call = the_operation(span("ai.generateText.doGenerate", told, status="error"))

    assert (call.is_error, call.response_model) == (False, "gpt-4o-2024-11-20")


def test_a_vercel_agent_without_a_name_is_not_named_after_the_function() -> None:
    named = {"ai.operationId": "ai.generateText", "agent.name": "ai.generateText"}
    agent = the_operation(span("ai.generateText", kind("AGENT", **USAGE, **named)))

    assert agent.agent is None


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
