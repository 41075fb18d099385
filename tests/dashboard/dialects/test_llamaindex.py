from __future__ import annotations

import json
from typing import Any

from agentops_otel.dashboard.model import Span
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import event, span

SCOPE = "llamaindex.opentelemetry.tracer"
CONFIGURED = {"model_dict.class_name": "openai_llm", "model_dict.model_name": "gpt-5"}


def step(name: str, *events: Any, **attributes: Any) -> Span:
    return span(name, attributes, scope=SCOPE, events=events)


def said(role: str, text: str, **more: Any) -> dict[str, Any]:
    return {"role": role, "blocks": [{"block_type": "text", "text": text}], **more}


def test_a_call_is_read_from_its_events() -> None:
    asked = json.dumps([said("system", "Be brief."), said("user", "Rain?")])
    call = the_operation(
        step(
            "OpenAI.achat",
            event("LLMChatStartEvent", CONFIGURED | {"messages": asked}),
            event(
                "LLMChatEndEvent",
                {
                    "messages": asked,
                    "response.message.role": "assistant",
                    "response.message.blocks": json.dumps(said("", "Yes")["blocks"]),
                    "response.raw.id": "chatcmpl-1",
                    "response.raw.model": "gpt-5-2025-08-07",
                    "response.raw.choices": '[{"finish_reason": "stop"}]',
                    "response.raw.usage.prompt_tokens": 10,
                    "response.raw.usage.completion_tokens": 2,
                    "response.raw.usage.prompt_tokens_details.cached_tokens": 4,
                },
            ),
        )
    )

    assert fields(
        call,
        "provider",
        "request_model",
        "response_model",
        "response_id",
        "input_tokens",
        "cached_tokens",
        "finish_reason",
        "last_user_text",
        "assistant_text",
    ) == {
        "provider": "openai",
        "request_model": "gpt-5",
        "response_model": "gpt-5-2025-08-07",
        "response_id": "chatcmpl-1",
        "input_tokens": 10,
        "cached_tokens": 4,
        "finish_reason": "stop",
        "last_user_text": "Rain?",
        "assistant_text": "Yes",
    }


def test_a_stream_that_only_started_is_a_call_with_unknown_counts() -> None:
    asked = {"messages": json.dumps([said("user", "Rain?")])}
    call = the_operation(
        step("OpenAI.astream_chat", event("LLMChatStartEvent", CONFIGURED | asked))
    )

    assert (call.request_model, call.input_tokens, call.last_user_text) == ("gpt-5", None, "Rain?")


def test_arguments_of_a_tool_run_are_read_from_the_printed_input() -> None:
    summary = "ToolCall(tool_name='weather', tool_kwargs={'city': 'Oslo'}, tool_id='c1')"
    told = {"llamaindex.step.input_event": "ToolCall", "llamaindex.step.input_summary": summary}
    run = the_operation(step("FunctionTool.acall", **told), step("AgentWorkflow.call_tool", **told))

    assert fields(run, "kind", "name", "arguments") == {
        "kind": "tool",
        "name": "weather",
        "arguments": {"city": "Oslo"},
    }


def test_tool_calls_and_tool_call_ids_are_read_from_beside_the_blocks_of_a_message() -> None:
    function = {"name": "weather", "arguments": "{}"}
    calls = {"additional_kwargs": {"tool_calls": [{"id": "c1", "function": function}]}}
    asked = [
        said("assistant", "I look.", **calls),
        said("tool", "Rain", additional_kwargs={"tool_call_id": "c1"}),
    ]
    call = the_operation(
        step(
            "OpenAI.achat",
            event("LLMChatStartEvent", CONFIGURED | {"messages": json.dumps(asked)}),
        )
    )
    wish, answer = call.input_messages

    assert [(each.id, each.name) for each in wish.tool_calls] == [("c1", "weather")]
    assert (answer.tool_call_id, answer.text) == ("c1", "Rain")


def test_events_of_other_producers_are_not_calls() -> None:
    ended = event("LLMChatEndEvent", {"response.raw.id": "chatcmpl-1"})

    assert the_operations(span("mine", events=(ended,))) == []
