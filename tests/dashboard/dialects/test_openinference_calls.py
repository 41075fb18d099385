"""Which spans of OpenInference are calls, agents and tools, and which only repeat them."""

from __future__ import annotations

from tests.dashboard.dialects.openinference import LLM, USAGE, kind
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span


def test_a_chain_with_messages_is_not_a_call() -> None:
    chain = kind("CHAIN", **{key: LLM[key] for key in LLM if key.startswith("llm.output")})
    around, call = the_operations(
        span("RunnableSequence", chain, lasts=3), span("ChatOpenAI", LLM, parent="RunnableSequence")
    )

    assert (around.kind, around.assistant_text) == ("operation", None)
    assert (call.kind, call.assistant_text) == ("llm", "It rains.")


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


def test_a_preparation_span_beside_the_call_is_not_a_call() -> None:
    prepared = kind("LLM", **{"llm.model_name": "gpt-4o", "output.value": "{}"})
    call = the_operation(
        span("OpenAI._prepare_chat_with_tools", prepared, parent="step"),
        span("OpenAI.achat", LLM, parent="step", at=2),
    )

    assert call.name == "OpenAI.achat"


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


def test_an_agent_is_named_without_the_method_in_its_span_name() -> None:
    assert the_operation(span("Main.run", kind("AGENT"))).name == "Main"


def test_a_request_that_only_counts_tokens_is_not_a_call() -> None:
    counted = {
        "openinference.span.kind": "LLM",
        "llm.system": "anthropic",
        "llm.model_name": "claude-opus-4-5",
        "llm.token_count.prompt": 12,
    }

    assert the_operations(span("CountTokens", counted, kind="server")) == []


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
