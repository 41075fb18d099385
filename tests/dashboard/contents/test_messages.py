"""One conversation in every shape in which libraries record it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agentops_otel.dashboard.contents.messages import read_messages
from agentops_otel.dashboard.model import Message, ToolCall

CALL = ToolCall(id="c1", name="weather", arguments={"city": "Oslo"})
CONVERSATION = (
    Message(role="user", text="Rain?"),
    Message(role="assistant", tool_calls=(CALL,)),
    Message(role="tool", text="Rain in Oslo", tool_call_id="c1"),
    Message(role="assistant", text="It rains."),
)

ARGUMENTS = {"city": "Oslo"}
JSON_ARGUMENTS = json.dumps(ARGUMENTS)
SHAPES: dict[str, list[Any]] = {
    "OTel": [
        {"role": "user", "parts": [{"type": "text", "content": "Rain?"}]},
        {
            "role": "assistant",
            "parts": [{"type": "tool_call", "id": "c1", "name": "weather", "arguments": ARGUMENTS}],
        },
        {
            "role": "tool",
            "parts": [{"type": "tool_call_response", "id": "c1", "response": "Rain in Oslo"}],
        },
        {"role": "assistant", "parts": [{"type": "text", "content": "It rains."}]},
    ],
    "OpenAI chat": [
        {"role": "user", "content": [{"type": "text", "text": "Rain?"}]},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "weather", "arguments": JSON_ARGUMENTS},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "Rain in Oslo"},
        {"role": "assistant", "content": "It rains."},
    ],
    "OpenAI responses": [
        {"role": "user", "content": "Rain?"},
        {
            "type": "function_call",
            "id": "fc_1",
            "call_id": "c1",
            "name": "weather",
            "arguments": JSON_ARGUMENTS,
        },
        {"type": "function_call_output", "call_id": "c1", "output": "Rain in Oslo"},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "It rains.", "annotations": []}],
        },
    ],
    "Anthropic": [
        {"role": "user", "content": "Rain?"},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "c1", "name": "weather", "input": ARGUMENTS}],
        },
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "Rain in Oslo"}],
        },
        {"role": "assistant", "content": [{"type": "text", "text": "It rains."}]},
    ],
    "Bedrock": [
        {"role": "user", "content": [{"text": "Rain?"}]},
        {
            "role": "assistant",
            "content": [{"toolUse": {"toolUseId": "c1", "name": "weather", "input": ARGUMENTS}}],
        },
        {
            "role": "user",
            "content": [{"toolResult": {"toolUseId": "c1", "content": [{"text": "Rain in Oslo"}]}}],
        },
        {"role": "assistant", "content": [{"text": "It rains."}]},
    ],
    "Google": [
        {"role": "user", "parts": [{"text": "Rain?"}]},
        {
            "role": "model",
            "parts": [{"functionCall": {"id": "c1", "name": "weather", "args": ARGUMENTS}}],
        },
        {
            "role": "user",
            "parts": [
                {
                    "functionResponse": {
                        "id": "c1",
                        "name": "weather",
                        "response": "Rain in Oslo",
                    }
                }
            ],
        },
        {"role": "model", "parts": [{"text": "It rains."}]},
    ],
    "Vercel": [
        {"role": "user", "content": [{"type": "text", "text": "Rain?"}]},
        {
            "role": "assistant",
            "content": [
                {
                    "type": "tool-call",
                    "toolCallId": "c1",
                    "toolName": "weather",
                    "input": ARGUMENTS,
                }
            ],
        },
        {
            "role": "tool",
            "content": [
                {
                    "type": "tool-result",
                    "toolCallId": "c1",
                    "toolName": "weather",
                    "output": "Rain in Oslo",
                }
            ],
        },
        {"role": "assistant", "content": [{"type": "text", "text": "It rains."}]},
    ],
    "LangChain": [
        {"lc": 1, "id": ["langchain", "schema", "HumanMessage"], "kwargs": {"content": "Rain?"}},
        {
            "type": "ai",
            "data": {
                "content": "",
                "tool_calls": [{"id": "c1", "name": "weather", "args": ARGUMENTS}],
            },
        },
        {"type": "tool", "data": {"content": "Rain in Oslo", "tool_call_id": "c1"}},
        {"type": "ai", "content": "It rains."},
    ],
    "OpenInference": [
        {"message": {"role": "user", "contents": [{"message_content": {"text": "Rain?"}}]}},
        {
            "message": {
                "role": "assistant",
                "tool_calls": {
                    "0": {
                        "tool_call": {
                            "id": "c1",
                            "function": {"name": "weather", "arguments": JSON_ARGUMENTS},
                        }
                    }
                },
            }
        },
        {"message": {"role": "tool", "content": "Rain in Oslo", "tool_call_id": "c1"}},
        {"message": {"role": "assistant", "content": "It rains."}},
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_conversation_is_the_same_in_every_shape(shape: str) -> None:
    assert read_messages(SHAPES[shape], "user") == CONVERSATION
    assert read_messages(json.dumps(SHAPES[shape]), "user") == CONVERSATION


@pytest.mark.parametrize("key", ["messages", "input", "contents"])
@pytest.mark.parametrize("instructions", ["Be brief.", [{"type": "text", "text": "Be brief."}]])
def test_a_whole_request_has_its_messages_and_instructions(key: str, instructions: Any) -> None:
    request = {"model": "gpt-5", "system": instructions, key: SHAPES["Google"]}

    assert read_messages(request, "user") == (
        Message(role="system", text="Be brief."),
        *CONVERSATION,
    )


def test_a_text_part_of_an_openai_assistant_may_be_an_object() -> None:
    text = {"type": "text", "text": {"value": "It rains.", "annotations": []}}

    (message,) = read_messages([{"role": "assistant", "content": [text]}], "user")

    assert message.text == "It rains."


def test_a_plain_text_is_a_message() -> None:
    assert read_messages("Rain?", "user") == (Message(role="user", text="Rain?"),)


@pytest.mark.parametrize("said", ['{"city": "Oslo"}', '[{"city": "Oslo"}]', '["Oslo"]', '"Oslo"'])
def test_a_text_that_looks_like_json_stays_text(said: str) -> None:
    assert read_messages([{"role": "user", "content": said}], "user")[0].text == said


def test_reasoning_is_kept_apart_from_the_answer() -> None:
    content = [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "It rains."}]

    assert read_messages({"role": "assistant", "content": content}, "assistant") == (
        Message(role="assistant", text="It rains.", reasoning="Hm."),
    )


def test_reasoning_may_be_a_list_of_summaries_as_json_text() -> None:
    summaries = [{"type": "summary_text", "text": text} for text in ("Hm.", "Rain.")]
    part = {"type": "reasoning", "content": json.dumps(summaries)}

    assert read_messages({"role": "assistant", "parts": [part]}, "assistant") == (
        Message(role="assistant", reasoning="Hm.\nRain."),
    )


@pytest.mark.parametrize("summary", [[], "[]"])
def test_a_missing_reasoning_summary_is_none(summary: Any) -> None:
    content = [{"type": "reasoning", "summary": summary}, {"type": "text", "text": "It rains."}]

    assert read_messages({"role": "assistant", "content": content}, "assistant") == (
        Message(role="assistant", text="It rains."),
    )


@pytest.mark.parametrize(
    "value", [None, 7, 2.5, True, b"x", (), {}, [[[[[[[[[[["deep"]]]]]]]]]]], {"role": 3}, "", " "]
)
def test_a_value_that_is_not_a_message_raises_nothing(value: Any) -> None:
    assert all(message.text is None for message in read_messages(value, "user"))


def test_a_tool_call_both_in_the_parts_and_beside_them_counts_once() -> None:
    called = {"name": "weather", "arguments": ARGUMENTS}
    part = {"type": "tool_call", **called}
    message = {"role": "assistant", "parts": [part, part], "tool_calls": [called, called, called]}

    assert len(read_messages(message, "assistant")[0].tool_calls) == 3


def test_a_printed_object_in_place_of_text_is_parsed() -> None:
    texts = (
        "ResponseReasoningItem(id='rs_0', summary=[Summary(text='Hm')], type='reasoning')",
        "ResponseFunctionToolCall(arguments='{}', call_id='c1', name='rain', type='function_call')",
        "Response(it is",
    )
    parts = [{"type": "text", "content": text} for text in texts]
    (message,) = read_messages([{"role": "assistant", "parts": parts}], "assistant")

    assert (message.text, message.reasoning) == ("Response(it is", "Hm")
    assert message.tool_calls == (ToolCall(id="c1", name="rain", arguments={}),)


def test_a_tool_call_with_an_id_in_only_one_of_two_places_counts_once_with_it() -> None:
    called = {"name": "weather", "args": ARGUMENTS}
    message = {
        "role": "assistant",
        "tool_calls": [{"id": "c1", **called}, {"id": "c2", **called}],
        "function_call": called,
    }

    assert [each.id for each in read_messages(message, "assistant")[0].tool_calls] == ["c1", "c2"]


def test_a_conversation_in_the_text_of_one_part_is_unpacked() -> None:
    talk = [{"role": "system", "content": "Be terse."}, {"role": "user", "content": "Rain?"}]
    part = {"type": "text", "content": json.dumps(talk)}

    found = read_messages([{"role": "user", "parts": [part]}], "user")

    assert [(each.role, each.text) for each in found] == [
        ("system", "Be terse."),
        ("user", "Rain?"),
    ]


def test_a_tool_call_with_arguments_in_only_one_of_two_places_counts_once_with_them() -> None:
    message = {
        "content": [{"type": "tool_use", "id": "t1", "name": "weather", "input": ""}],
        "tool_calls": [{"id": "t1", "name": "weather", "args": {"city": "Oslo"}}],
    }

    (found,) = read_messages(message, "assistant")

    assert [(each.id, each.arguments) for each in found.tool_calls] == [("t1", {"city": "Oslo"})]


def test_a_role_may_be_a_printed_enum_member() -> None:
    told = [{"role": "MessageRole.USER", "parts": [{"type": "text", "content": "Rain?"}]}]

    assert read_messages(told, "assistant") == (Message(role="user", text="Rain?"),)


def answer(text: str, finish_reason: str) -> dict[str, Any]:
    parts = [{"type": "text", "content": text}]
    return {"role": "assistant", "parts": parts, "finish_reason": finish_reason}


def test_the_chunks_of_a_streamed_answer_are_one_message() -> None:
    told = [answer("It ", ""), answer("rains", ""), answer(".", "stop"), answer("Yes.", "stop")]

    assert [each.text for each in read_messages(told, "assistant")] == ["It rains.", "Yes."]


def test_answers_without_any_finish_reason_are_no_chunks() -> None:
    told = [answer("It rains.", ""), answer("It snows.", "")]

    assert [each.text for each in read_messages(told, "assistant")] == ["It rains.", "It snows."]


def test_chunks_of_thoughts_and_of_the_answer_stay_apart() -> None:
    thought = {"type": "reasoning", "content": "Oslo"}
    told = [{**answer("", ""), "parts": [thought]}, answer("It rai", ""), answer("ns.", "stop")]

    (found,) = read_messages(told, "assistant")

    assert (found.reasoning, found.text) == ("Oslo", "It rains.")


def test_a_tool_that_the_provider_runs_has_its_arguments_and_its_result() -> None:
    call = {"type": "web_search", "query": "rain"}
    answer = {"type": "web_search", "found": 1}
    parts = [
        {"type": "server_tool_call", "id": "s1", "name": "search", "server_tool_call": call},
        {"type": "server_tool_call_response", "id": "s1", "server_tool_call_response": answer},
    ]

    told, asked = read_messages([{"role": "assistant", "parts": parts}], "assistant")

    assert asked.tool_calls == (ToolCall(id="s1", name="search", arguments={"query": "rain"}),)
    assert (told.tool_call_id, told.text) == ("s1", '{"found": 1}')
