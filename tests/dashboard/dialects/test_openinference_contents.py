"""The messages, arguments and results that OpenInference writes."""

from __future__ import annotations

import json

import pytest

from tests.dashboard.dialects.openinference import GOOGLE, LLM, kind
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import event, span


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


def test_a_llamaindex_search_is_one_retrieval_with_its_documents() -> None:
    document = "retrieval.documents.0.document"
    found = {f"{document}.content": "Oslo is rainy", f"{document}.score": 0.5}
    printed = {"output.value": '["<NodeWithScore(node=TextNode(id_=1), score=0.5)>"]'}

    search = the_operation(
        span(
            "Retriever.retrieve", kind("RETRIEVER", **{"input.value": "rain"}, **found, **printed)
        ),
        span("Retriever._retrieve", kind("RETRIEVER", **printed), parent="Retriever.retrieve"),
    )

    assert fields(search, "kind", "arguments", "result") == {
        "kind": "retrieval",
        "arguments": "rain",
        "result": [{"content": "Oslo is rainy", "score": 0.5}],
    }
