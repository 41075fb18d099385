from __future__ import annotations

import json

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span


def test_every_value_is_json() -> None:
    answer = {
        "id": "chatcmpl-1",
        "model": "gpt-5-2025-08-07",
        "choices": [
            {"finish_reason": "stop", "message": {"role": "assistant", "content": "It rains."}}
        ],
    }
    call = the_operation(
        span(
            "Completions",
            {
                "mlflow.spanType": '"CHAT_MODEL"',
                "mlflow.llm.model": '"gpt-5"',
                "mlflow.llm.provider": '"openai"',
                "mlflow.chat.tokenUsage": '{"input_tokens": 10, "output_tokens": 2}',
                "mlflow.spanInputs": json.dumps(
                    {"messages": [{"role": "user", "content": "Rain?"}], "model": "gpt-5"}
                ),
                "mlflow.spanOutputs": json.dumps(answer),
            },
        )
    )

    assert fields(
        call,
        "provider",
        "response_id",
        "input_tokens",
        "last_user_text",
        "assistant_text",
        "finish_reason",
    ) == {
        "provider": "openai",
        "response_id": "chatcmpl-1",
        "input_tokens": 10,
        "last_user_text": "Rain?",
        "assistant_text": "It rains.",
        "finish_reason": "stop",
    }


def test_a_tool_has_inputs_and_outputs() -> None:
    tool = {
        "mlflow.spanType": '"TOOL"',
        "mlflow.spanInputs": '{"city": "Oslo"}',
        "mlflow.spanOutputs": '"Rain"',
    }

    assert fields(the_operation(span("weather", tool)), "name", "arguments", "result") == {
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
    }


def test_trace_tags_become_key_value_tags() -> None:
    root = span("Main", {"mlflow.spanType": '"AGENT"', "mlflow.traceTag.env": "prod"})

    assert read_facts(root).tags == ("env:prod",)


def test_with_otel_attributes_the_requested_model_is_in_a_separate_attribute() -> None:
    told = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5-2025-08-07",
        "gen_ai.response.model": "gpt-5-2025-08-07",
        "model": '"gpt-5"',
    }
    call = the_operation(span("chat", told, scope="mlflow.tracing.provider"))

    assert (call.request_model, call.response_model) == ("gpt-5", "gpt-5-2025-08-07")


def test_instructions_repeated_in_a_response_are_not_output() -> None:
    answer = {
        "id": "resp_1",
        "instructions": "Be brief.",
        "prompt": None,
        "output": [{"type": "message", "content": [{"type": "output_text", "text": "Yes"}]}],
    }
    told = {"mlflow.spanType": '"CHAT_MODEL"', "mlflow.spanOutputs": json.dumps(answer)}
    call = the_operation(span("Responses", told))

    assert [message.text for message in call.output_messages] == ["Yes"]
