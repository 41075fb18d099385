from __future__ import annotations

import json

import pytest

from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.dialects.session_keys import session_key_of
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import event, record, span

CALL = {
    "gen_ai.system": "gcp.vertex.agent",
    "gen_ai.request.model": "gemini-2.5-pro",
    "gcp.vertex.agent.llm_request": json.dumps(
        {
            "model": "gemini-2.5-pro",
            "contents": [{"role": "user", "parts": [{"text": "Rain?"}]}],
        }
    ),
    "gcp.vertex.agent.llm_response": json.dumps(
        {
            "content": {
                "role": "model",
                "parts": [{"function_call": {"name": "weather", "args": {"city": "Oslo"}}}],
            },
            "usage_metadata": {
                "prompt_token_count": 100,
                "candidates_token_count": 15,
                "thoughts_token_count": 5,
                "total_token_count": 120,
            },
            "finish_reason": "STOP",
        }
    ),
}


def test_a_call_keeps_its_whole_request_and_response() -> None:
    call = the_operation(span("call_llm", CALL))

    assert fields(
        call,
        "kind",
        "provider",
        "input_tokens",
        "output_tokens",
        "reasoning_tokens",
        "last_user_text",
        "finish_class",
    ) == {
        "kind": "llm",
        "provider": "gcp.gemini",
        "input_tokens": 100,
        "output_tokens": 20,
        "reasoning_tokens": 5,
        "last_user_text": "Rain?",
        "finish_class": "stop",
    }
    assert [(c.name, c.arguments) for c in call.tool_calls] == [("weather", {"city": "Oslo"})]


def test_the_summary_of_parallel_tool_runs_is_not_a_run() -> None:
    tool = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.system": "gcp.vertex.agent",
        "gcp.vertex.agent.llm_request": "{}",
        "gcp.vertex.agent.tool_call_args": '{"city": "Oslo"}',
    }
    (run,) = the_operations(
        span("execute_tool weather", {**tool, "gen_ai.tool.name": "weather"}),
        span("execute_tool (merged tools)", {**tool, "gen_ai.tool.name": "(merged tools)"}),
    )

    assert fields(run, "name", "arguments") == {"name": "weather", "arguments": {"city": "Oslo"}}


@pytest.mark.parametrize("told", [15, 120])
def test_token_counts_in_the_response_take_precedence_over_attributes(told: int) -> None:
    # ADK 1.18 leaves the thoughts out of the output; ADK 1.5 writes the total instead.
    usage = {"gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": told}
    call = the_operation(span("call_llm", CALL | usage))

    assert fields(call, "input_tokens", "output_tokens", "reasoning_tokens") == {
        "input_tokens": 100,
        "output_tokens": 20,
        "reasoning_tokens": 5,
    }


def test_the_google_client_inside_a_call_adds_no_second_call() -> None:
    # Up to version 0.7 its output leaves the thoughts out.
    client = {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.request.model": "gemini-2.5-pro",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 15,
    }
    call = the_operation(
        span("call_llm", CALL, scope="gcp.vertex.agent", lasts=2),
        span("generate_content", client, scope="google_genai", parent="call_llm"),
    )

    assert call.output_tokens == 20


def test_an_agent_is_named_in_brackets_in_its_span_name() -> None:
    assert the_operation(span("agent_run [triage]")).agent == "triage"


def test_the_session_id_is_the_session_key() -> None:
    assert session_key_of({"gcp.vertex.agent.session_id": "s1"}) == "s1"


def test_the_provider_of_a_failed_call_is_read_from_its_exception() -> None:
    # ADK 1.18 writes nothing else on the span of a failed call.
    failure = event("exception", {"exception.type": "google.genai.errors.ClientError"})
    call = the_operation(span("call_llm", status="error", events=(failure,)))

    assert fields(call, "kind", "provider", "is_error") == {
        "kind": "llm",
        "provider": "gcp.gen_ai",
        "is_error": True,
    }


def test_elided_content_is_unknown() -> None:
    call = the_operation(
        span("generate_content", {"gen_ai.operation.name": "generate_content"}),
        record("gen_ai.user.message", inside="generate_content", body={"content": "<elided>"}),
    )

    assert call.last_user_text is None


@pytest.mark.parametrize(
    "told",
    [
        {"gcp.vertex.agent.tool_response": '{"result": "Rain"}'},
        {"gcp.vertex.agent.event_id": "e1", "gen_ai.tool.call.result": '{"result": "Rain"}'},
        {
            "gcp.vertex.agent.event_id": "e1",
            "output.value": '{"id": "c1", "name": "weather", "response": {"result": "Rain"}}',
        },
    ],
)
def test_a_result_is_what_the_function_returned(told: dict[str, str]) -> None:
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"}

    assert the_operation(span("execute_tool weather", tool | told)).result == "Rain"


@pytest.mark.parametrize("result", ["<not specified>", None])
def test_a_tool_that_returned_none_has_no_result(result: str | None) -> None:
    response = {"gcp.vertex.agent.tool_response": json.dumps({"result": result})}
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"}

    assert the_operation(span("execute_tool weather", tool | response)).result is None


def test_an_object_that_a_function_returned_is_the_result() -> None:
    response = {"gcp.vertex.agent.tool_response": '{"result": "Rain", "mm": 3}'}
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"}

    assert the_operation(span("execute_tool weather", tool | response)).result == {
        "result": "Rain",
        "mm": 3,
    }


def test_several_log_records_in_one_span_are_several_calls() -> None:
    # OpenInference writes all calls of an ADK 2 agent into one span, each over the last.
    details = "gen_ai.client.inference.operation.details"
    first = {"gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20}
    second = {"gen_ai.usage.input_tokens": 130, "gen_ai.usage.output_tokens": 30}
    model = {"gen_ai.operation.name": "generate_content", "gen_ai.request.model": "gemini-2.5-pro"}
    calls = the_operations(
        span("invoke_agent forecaster", model | second, lasts=3),
        record(details, first, inside="invoke_agent forecaster", at=1),
        record(details, second, inside="invoke_agent forecaster", at=2),
    )

    assert [(call.input_tokens, call.request_model) for call in calls] == [
        (130, "gemini-2.5-pro"),
        (100, "gemini-2.5-pro"),
    ]


def test_a_failed_run_in_java_has_its_call_id_and_no_result() -> None:
    failed = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool_call.id": "c1",
        "gcp.vertex.agent.tool_call_args": '{"city": "Oslo"}',
        "gcp.vertex.agent.tool_response": '"{}"',
    }

    run = span("execute_tool weather", failed, status="error")

    assert read_facts(run).call_id == "c1"
    assert fields(the_operation(run), "arguments", "result", "is_error") == {
        "arguments": {"city": "Oslo"},
        "result": None,
        "is_error": True,
    }
