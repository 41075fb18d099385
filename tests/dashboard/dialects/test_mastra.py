from __future__ import annotations

import json

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

RUN = {"mastra.span.type": "agent_run", "gen_ai.operation.name": "invoke_agent"}
STEP = {
    "mastra.span.type": "model_step",
    "mastra.model_step.input": json.dumps([{"role": "user", "content": "Rain?"}]),
}
INFERENCE = {
    "mastra.span.type": "model_inference",
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.usage.input_tokens": 9,
    "gen_ai.usage.output_tokens": 2,
}
CHUNK = {
    "mastra.span.type": "model_chunk",
    "mastra.model_chunk.output": json.dumps(
        {"toolCallId": "c1", "toolName": "weather", "toolInput": {"city": "Oslo"}}
    ),
}


def test_an_inference_takes_its_input_from_spans_above_and_its_tool_calls_from_below() -> None:
    call = the_operation(
        span("run", RUN),
        span("step", STEP, parent="run"),
        span("inference", INFERENCE, parent="step"),
        span("chunk", CHUNK, parent="inference"),
        kind="llm",
    )

    assert call.last_user_text == "Rain?"
    assert [(each.id, each.name, each.arguments) for each in call.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]


def test_a_generation_is_a_call_only_without_an_inference_span() -> None:
    generation = {"mastra.span.type": "model_generation", "gen_ai.usage.input_tokens": 9}

    new, old = the_operations(
        span("new", {**generation, "gen_ai.operation.name": "model_generation"}),
        span("old", {**generation, "gen_ai.operation.name": "chat"}, at=2),
    )

    assert (new.kind, old.kind) == ("operation", "llm")


def test_a_call_that_finished_with_an_error_failed() -> None:
    failed = {"mastra.span.type": "model_inference", "gen_ai.response.finish_reasons": ["error"]}

    assert fields(the_operation(span("chat gpt-5", failed)), "kind", "is_error") == {
        "kind": "llm",
        "is_error": True,
    }


def test_version_0_has_the_session_and_the_user_in_unprefixed_attributes() -> None:
    told = {"threadId": "t1", "sessionId": "s1", "resourceId": "u1"}

    assert read_facts(span("run", {**RUN, **told})).session_key == "s1"
    assert read_facts(span("run", {**RUN, **told})).user == "u1"
    assert read_facts(span("run", told)).session_key is None
