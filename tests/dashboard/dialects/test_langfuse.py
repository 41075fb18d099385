from __future__ import annotations

import json

import pytest

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

GENERATION = {
    "langfuse.observation.type": "generation",
    "langfuse.observation.model.name": "gpt-5-mini-2025-08-07",
    "langfuse.observation.input": json.dumps([{"role": "user", "content": "Rain?"}]),
    "langfuse.observation.output": json.dumps(
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "weather", "arguments": '{"city": "Oslo"}'},
                }
            ],
        }
    ),
}


def usage(**counts: object) -> dict[str, str]:
    return {"langfuse.observation.usage_details": json.dumps(counts)}


def test_a_generation_is_a_call() -> None:
    counts = usage(
        prompt_tokens=100,
        completion_tokens=20,
        total_tokens=120,
        prompt_tokens_details={"cached_tokens": 30},
        completion_tokens_details={"reasoning_tokens": 5},
    )
    call = the_operation(span("OpenAI-generation", {**GENERATION, **counts}))

    assert fields(
        call,
        "kind",
        "provider",
        "response_model",
        "input_tokens",
        "output_tokens",
        "cached_tokens",
        "reasoning_tokens",
        "last_user_text",
    ) == {
        "kind": "llm",
        "provider": "openai",
        "response_model": "gpt-5-mini-2025-08-07",
        "input_tokens": 100,
        "output_tokens": 20,
        "cached_tokens": 30,
        "reasoning_tokens": 5,
        "last_user_text": "Rain?",
    }
    assert [(c.id, c.name, c.arguments) for c in call.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]


def test_cached_and_reasoning_tokens_counted_apart_are_added_to_the_totals() -> None:
    counts = usage(input=70, input_cache_read=30, output=15, output_reasoning=5, total=120)

    facts = read_facts(span("ChatOpenAI", {**GENERATION, **counts}))

    assert (facts.input_tokens, facts.cached_tokens) == (100, 30)
    assert (facts.output_tokens, facts.reasoning_tokens) == (20, 5)


def test_a_cost_is_the_total_of_its_details() -> None:
    costs = {"langfuse.observation.cost_details": '{"total": 0.02}'}

    assert the_operation(span("g", {**GENERATION, **costs})).cost_usd == 0.02


def test_a_tool_has_input_and_output() -> None:
    tool = {
        "langfuse.observation.type": "tool",
        "langfuse.observation.input": '{"city": "Oslo"}',
        "langfuse.observation.output": '"Rain"',
    }

    assert fields(the_operation(span("weather", tool)), "name", "arguments", "result") == {
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
    }


def test_the_model_of_a_failed_generation_is_the_requested_one() -> None:
    failed = {
        "langfuse.observation.type": "generation",
        "langfuse.observation.model.name": "missing-model",
    }

    call = the_operation(span("g", failed, status="error"))

    assert (call.request_model, call.response_model) == ("missing-model", None)


@pytest.mark.parametrize(
    ("noted", "expected"),
    [
        ('"2026-11-01T00:00:00.250Z"', 250_000_000),
        ("2026-11-01T00:00:00.250000", 250_000_000),
        ("2026-11-01T02:00:01+02:00", 1_000_000_000),
        ('"2026-10-31T23:59:59Z"', 0),
        ("soon", None),
        (7, None),
    ],
)
def test_the_completion_start_is_the_time_of_the_first_chunk(
    noted: object, expected: int | None
) -> None:
    streamed = {**GENERATION, "langfuse.observation.completion_start_time": noted}

    call = the_operation(span("g", streamed))

    assert call.time_to_first_chunk_ns == expected


def test_facts_of_langchain_runs_are_read_from_metadata() -> None:
    metadata = {
        "langfuse.observation.metadata.ls_provider": "openai",
        "langfuse.observation.metadata.ls_model_name": "gpt-5-mini",
        "langfuse.observation.metadata.lc_agent_name": "forecaster",
    }
    run = {"langfuse.observation.type": "span", **metadata}
    agent, call = the_operations(
        span("forecaster", run, lasts=3),
        span("ChatOpenAI", {**GENERATION, **metadata}, parent="forecaster"),
    )

    assert (agent.kind, agent.agent) == ("agent", "forecaster")
    assert fields(call, "agent", "provider", "request_model", "response_model") == {
        "agent": "forecaster",
        "provider": "openai",
        "request_model": "gpt-5-mini",
        "response_model": "gpt-5-mini-2025-08-07",
    }


def test_a_step_of_a_langchain_agent_is_not_an_agent() -> None:
    step = {
        "langfuse.observation.type": "span",
        "langfuse.observation.metadata.lc_agent_name": "forecaster",
    }

    assert the_operations(span("model_request", step)) == []
