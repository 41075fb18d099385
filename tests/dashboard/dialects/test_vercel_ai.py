from __future__ import annotations

import json
from typing import Any

import pytest

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import event, span

CALLS = json.dumps([{"toolCallId": "c1", "toolName": "weather", "input": '{"city":"Oslo"}'}])


def outer(**usage: int) -> dict[str, Any]:
    return {
        "ai.operationId": "ai.generateText",
        "operation.name": "ai.generateText desk",
        "ai.telemetry.functionId": "desk",
        "ai.model.id": "gpt-5",
        "ai.model.provider": "openai.chat",
        "ai.prompt": '{"system": "Be brief.", "messages": [{"role":"user","content":"Rain?"}]}',
        "ai.response.text": "It rains.",
        "ai.response.finishReason": "stop",
        **{f"ai.usage.{name}": number for name, number in usage.items()},
    }


def inner(response_id: str, tokens: tuple[int, int], **more: Any) -> dict[str, Any]:
    return {
        "ai.operationId": "ai.generateText.doGenerate",
        "ai.model.id": "gpt-5",
        "ai.model.provider": "openai.chat",
        "ai.prompt.messages": '[{"role":"user","content":[{"type":"text","text":"Rain?"}]}]',
        "ai.response.id": response_id,
        "ai.response.model": "gpt-5-2025-08-07",
        "ai.usage.promptTokens": tokens[0],
        "ai.usage.completionTokens": tokens[1],
        "gen_ai.system": "openai.chat",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.usage.input_tokens": tokens[0],
        "gen_ai.usage.output_tokens": tokens[1],
        **more,
    }


def test_the_wrapper_of_one_request_is_that_request() -> None:
    call = the_operation(
        span("ai.generateText", outer(promptTokens=100, completionTokens=20)),
        span(
            "ai.generateText.doGenerate",
            inner("r1", (100, 20), **{"ai.response.text": "It rains."}),
            parent="ai.generateText",
        ),
    )

    assert len(call.span_ids) == 2
    assert fields(
        call, "provider", "response_id", "input_tokens", "last_user_text", "assistant_text", "agent"
    ) == {
        "provider": "openai",
        "response_id": "r1",
        "input_tokens": 100,
        "last_user_text": "Rain?",
        "assistant_text": "It rains.",
        "agent": "desk",
    }


def test_the_wrapper_of_several_requests_adds_no_call() -> None:
    first = inner(
        "r1",
        (100, 20),
        **{"ai.response.toolCalls": CALLS, "ai.response.finishReason": "tool-calls"},
    )
    tool = {
        "ai.operationId": "ai.toolCall",
        "ai.toolCall.name": "weather",
        "ai.toolCall.id": "c1",
        "ai.toolCall.args": '{"city":"Oslo"}',
        "ai.toolCall.result": '{"sky":"grey"}',
    }
    one, run, two = the_operations(
        span("ai.generateText", outer(inputTokens=250, outputTokens=50), lasts=10),
        span("first", first, parent="ai.generateText", at=1),
        span("ai.toolCall", tool, parent="ai.generateText", at=3),
        span("second", inner("r2", (150, 30)), parent="ai.generateText", at=5),
    )

    assert [one.input_tokens, run.input_tokens, two.input_tokens] == [100, None, 150]
    assert fields(one, "finish_reason", "finish_class") == {
        "finish_reason": "tool-calls",
        "finish_class": "tool_calls",
    }
    assert [(c.id, c.name, c.arguments) for c in one.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]
    assert fields(run, "name", "arguments", "result") == {
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": {"sky": "grey"},
    }


def test_a_millisecond_clock_causes_no_second_call() -> None:
    call = the_operation(
        span("ai.streamText", {"ai.operationId": "ai.streamText"}, lasts=0),
        span(
            "ai.streamText.doStream",
            {**inner("r1", (9, 2)), "ai.operationId": "ai.streamText.doStream"},
            parent="ai.streamText",
            lasts=0,
            events=(event("ai.stream.firstChunk"),),
        ),
    )

    assert call.input_tokens == 9


def test_an_embedding_counts_once() -> None:
    call = the_operation(
        span("ai.embed", {"ai.operationId": "ai.embed", "ai.usage.tokens": 5}),
        span(
            "ai.embed.doEmbed",
            {"ai.operationId": "ai.embed.doEmbed", "ai.usage.tokens": 5},
            parent="ai.embed",
        ),
    )

    assert fields(call, "kind", "input_tokens") == {"kind": "embedding", "input_tokens": 5}


def test_version_7_names_an_agent_after_its_function_and_repeats_sums() -> None:
    agent = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.agent.name": "desk",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
    }
    chat = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.id": "r1",
        "gen_ai.response.finish_reasons": ("tool-calls",),
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
    }
    run, step, call = the_operations(
        span("invoke_agent gpt-5", agent, lasts=5),
        span("step 1", {"gen_ai.operation.name": "agent_step"}, parent="invoke_agent gpt-5"),
        span("chat gpt-5", chat, parent="step 1"),
    )

    assert [run.kind, step.kind, call.kind] == ["agent", "task", "llm"]
    assert [run.input_tokens, call.input_tokens] == [None, 100]
    assert call.agent == "desk"


def test_an_agent_without_a_name_is_not_named_after_its_model() -> None:
    agent = {"gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "gpt-5"}

    assert the_operation(span("invoke_agent gpt-5", agent)).agent is None


@pytest.mark.parametrize("place", ["ai.telemetry.metadata", "ai.settings.context"])
def test_the_session_is_in_the_metadata_or_the_runtime_context(place: str) -> None:
    told = {"sessionId": "chat 7", "userId": "ada", "tags": ("beta", "eu")}
    facts = read_facts(span("call", {f"{place}.{name}": value for name, value in told.items()}))

    assert (facts.session_key, facts.user, facts.tags) == ("chat 7", "ada", ("beta", "eu"))


@pytest.mark.parametrize(
    ("output", "result"),
    [
        ({"type": "error-text", "value": "station offline"}, "station offline"),
        ({"type": "json", "value": {"degrees": 7}}, {"degrees": 7}),
        ({"type": "content", "value": [{"type": "text", "text": "Rain"}]}, "Rain"),
    ],
)
def test_the_result_of_a_failed_tool_is_what_the_model_was_told(output: Any, result: Any) -> None:
    answer = {"type": "tool-result", "toolCallId": "c1", "toolName": "weather", "output": output}
    told = {"ai.prompt.messages": json.dumps([{"role": "tool", "content": [answer]}])}
    run = {
        "ai.operationId": "ai.toolCall",
        "ai.toolCall.name": "weather",
        "ai.toolCall.id": "c1",
    }

    tool = the_operation(
        span("ai.toolCall", run, status="error"),
        span("ai.generateText.doGenerate", inner("r1", (9, 2)) | told, at=2),
        kind="tool",
    )

    assert tool.result == result


def test_a_tool_that_fails_does_not_fail_the_call_that_asked_for_it() -> None:
    asked, failed = the_operations(
        span("ai.generateText", outer(), lasts=5, status="error"),
        span("doGenerate", inner("r1", (9, 2)), parent="ai.generateText"),
        span("ai.generateText", outer(), id="2", at=6, lasts=5, status="error"),
        span("doGenerate", inner("r2", (9, 2)), parent="2", id="3", at=6, status="error"),
    )

    assert (asked.is_error, failed.is_error) == (False, True)


def test_a_rerank_has_its_documents_and_their_ranking() -> None:
    rerank = {
        "ai.operationId": "ai.rerank",
        "ai.documents": ["sun", "rain"],
        "ai.ranking": ['{"index":1,"score":0.9}', '{"index":0,"score":0.2}'],
    }

    found = the_operation(span("ai.rerank", rerank))

    assert found.arguments == ["sun", "rain"]
    assert found.result == ['{"index":1,"score":0.9}', '{"index":0,"score":0.2}']


def test_an_unknown_user_of_opencode_is_none() -> None:
    told = {"ai.operationId": "ai.streamText", "ai.telemetry.metadata.userId": "unknown"}

    assert read_facts(span("ai.streamText", told)).user is None


def test_a_rerank_and_the_request_that_it_makes_are_one_search() -> None:
    rerank = {
        "gen_ai.operation.name": "rerank",
        "gen_ai.provider.name": "cohere",
        "gen_ai.request.model": "rerank-v3.5",
    }

    search = the_operation(
        span("rerank rerank-v3.5", rerank, id="outer", lasts=3, scope="gen_ai"),
        span("rerank rerank-v3.5", rerank, parent="outer", at=1, scope="gen_ai"),
    )

    assert search.kind == "retrieval"
    assert len(search.span_ids) == 2
