from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import event, record, span

CHAT: dict[str, Any] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5",
    "gen_ai.response.id": "r1",
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
}


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("chat", "llm"),
        ("text_completion", "llm"),
        ("generate_content", "llm"),
        ("embeddings", "embedding"),
        ("execute_tool", "tool"),
        ("invoke_agent", "agent"),
        ("create_agent", "operation"),
        ("guardrail_check", "guardrail"),
        ("handoff", "operation"),
        ("invoke_workflow", "workflow"),
        ("retrieval", "retrieval"),
        ("search_memory", "retrieval"),
        ("upsert_memory", "operation"),
        ("plan", "operation"),
        ("something_new", "span"),
        # As printed enum members, and in other spellings.
        ("GenAIOperation.CHAT", "llm"),
        ("Operation.EXECUTE_TOOL", "tool"),
        ("invokeAgent", "agent"),
        ("text-completion", "llm"),
        (" chat ", "llm"),
        ("agent.chat", "span"),
    ],
)
def test_the_operation_name_decides_the_kind(operation: str, kind: str) -> None:
    assert read_facts(span("s", {"gen_ai.operation.name": operation})).kind == kind


@pytest.mark.parametrize(
    ("operation", "fact"),
    [("invoke_agent", "agent"), ("execute_tool", "tool"), ("invoke_workflow", "workflow")],
)
def test_the_operation_name_alone_names_no_agent_tool_or_workflow(
    operation: str, fact: str
) -> None:
    told = read_facts(span(operation, {"gen_ai.operation.name": operation}))

    assert getattr(told, fact) is None


def test_messages_may_be_values_instead_of_json() -> None:
    call = the_operation(
        span(
            "chat gpt-5",
            {
                **CHAT,
                "gen_ai.input.messages": (
                    {"role": "user", "parts": ({"type": "text", "content": "Rain?"},)},
                ),
                "gen_ai.output.messages": (
                    {
                        "role": "assistant",
                        "parts": (
                            {"type": "reasoning", "content": "Look outside."},
                            {
                                "type": "tool_call",
                                "id": "c1",
                                "name": "weather",
                                "arguments": {"city": "Oslo"},
                            },
                        ),
                        "finish_reason": "tool_call",
                    },
                ),
            },
        )
    )

    assert call.last_user_text == "Rain?"
    assert call.output_messages[0].reasoning == "Look outside."
    assert call.tool_calls[0].arguments == {"city": "Oslo"}
    assert (call.finish_reason, call.finish_class) == ("tool_call", "tool_calls")


@pytest.mark.parametrize("written", [lambda talk: json.dumps(json.dumps(talk)), repr])
def test_messages_may_be_doubly_encoded_or_printed(written: Callable[[Any], str]) -> None:
    asked = [{"role": "user", "parts": [{"type": "text", "content": "Rain?"}]}]
    answer = [{"role": "assistant", "content": "It's raining.", "tool_calls": None}]
    told = {"gen_ai.input.messages": written(asked), "gen_ai.output.messages": written(answer)}

    call = the_operation(span("chat gpt-5", CHAT | told))

    assert (call.last_user_text, call.assistant_text) == ("Rain?", "It's raining.")


@pytest.mark.parametrize("text", ["[{'city': 'Oslo'}]", "{'answer': 3}", "[1, 2]"])
def test_an_answer_that_looks_like_a_printed_object_is_kept_as_text(text: str) -> None:
    call = the_operation(span("chat gpt-5", {**CHAT, "gen_ai.completion.0.content": text}))

    assert call.assistant_text == text


def test_messages_may_be_one_log_record_each() -> None:
    call = the_operation(
        span("chat gpt-5", CHAT),
        record("gen_ai.user.message", inside="chat gpt-5", body={"content": "Rain?"}),
        record(
            "gen_ai.choice",
            inside="chat gpt-5",
            at=1,
            body={
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": "It rains."},
            },
        ),
    )

    assert fields(call, "last_user_text", "assistant_text", "finish_reason") == {
        "last_user_text": "Rain?",
        "assistant_text": "It rains.",
        "finish_reason": "stop",
    }


def test_messages_may_be_events_with_json() -> None:
    call = the_operation(
        span(
            "chat gpt-5",
            CHAT,
            events=(
                event(
                    "gen_ai.content.prompt",
                    {"gen_ai.prompt": '[{"role": "user", "content": "Rain?"}]'},
                ),
                event(
                    "gen_ai.content.completion",
                    {"gen_ai.completion": '[{"role": "assistant", "content": "It rains."}]'},
                ),
            ),
        )
    )

    assert (call.last_user_text, call.assistant_text) == ("Rain?", "It rains.")


def test_a_log_record_of_a_call_without_a_span_is_the_call() -> None:
    details = record("gen_ai.client.inference.operation.details", CHAT)

    assert fields(the_operation(details), "kind", "span_ids", "input_tokens") == {
        "kind": "llm",
        "span_ids": (),
        "input_tokens": 100,
    }


def test_a_log_record_of_a_call_with_a_span_adds_no_second_call() -> None:
    inside = record("gen_ai.client.inference.operation.details", CHAT, inside="chat gpt-5")
    elsewhere = record("gen_ai.client.inference.operation.details", CHAT, at=1)

    assert the_operation(span("chat gpt-5", CHAT), inside).input_tokens == 100
    assert the_operation(span("chat gpt-5", CHAT), elsewhere).input_tokens == 100


def test_the_result_of_a_failed_tool_is_what_the_model_was_told() -> None:
    tool = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.id": "c1",
        "error.type": "TimeoutError",
    }
    told = {
        **CHAT,
        "gen_ai.input.messages": (
            {
                "role": "assistant",
                "parts": (
                    {
                        "type": "tool_call",
                        "id": "c1",
                        "name": "weather",
                        "arguments": {"city": "Oslo"},
                    },
                ),
            },
            {
                "role": "tool",
                "parts": ({"type": "tool_call_response", "id": "c1", "response": "no answer"},),
            },
        ),
    }
    run, _ = the_operations(span("execute_tool weather", tool), span("chat gpt-5", told, at=2))

    assert fields(run, "is_error", "arguments", "result") == {
        "is_error": True,
        "arguments": {"city": "Oslo"},
        "result": "no answer",
    }


def test_a_model_with_token_counts_is_a_call_from_any_producer() -> None:
    facts = read_facts(
        span("ask", {"gen_ai.request.model": "gpt-5", "gen_ai.usage.input_tokens": 3})
    )

    assert (facts.kind, facts.dialect) == ("llm", None)


def test_a_model_with_a_response_is_a_call_from_any_producer() -> None:
    answered = {"gen_ai.request.model": "gpt-5", "gen_ai.response.id": "resp_1"}

    assert read_facts(span("ask", answered)).kind == "llm"
    assert read_facts(span("ask", {**answered, "gen_ai.agent.name": "bob"})).kind == "span"
    assert read_facts(span("ask", {**answered, "gen_ai.operation.name": "poll"})).kind == "span"


UNKNOWN = {**CHAT, "gen_ai.operation.name": "ponder"}


def test_an_unknown_operation_with_a_response_and_token_counts_is_a_call() -> None:
    call = the_operation(span("ponder gpt-5", UNKNOWN))

    assert fields(call, "kind", "input_tokens") == {"kind": "llm", "input_tokens": 100}


@pytest.mark.parametrize(
    "more", [{"gen_ai.response.id": ""}, {"gen_ai.agent.name": "bob"}], ids=["anonymous", "agent"]
)
def test_the_token_counts_of_an_unknown_operation_count_unless_those_of_calls_below_do(
    more: dict[str, str],
) -> None:
    told = UNKNOWN | more
    outer = span("ponder gpt-5", told, lasts=3)
    inner = span("chat gpt-5", CHAT, parent="ponder gpt-5", at=1)

    assert fields(the_operation(outer), "kind", "input_tokens") == {
        "kind": "operation",
        "input_tokens": 100,
    }
    assert [each.input_tokens for each in the_operations(outer, inner)] == [None, 100]


def test_what_only_looks_like_a_call_is_none_above_calls() -> None:
    outer = span("ponder gpt-5", {**UNKNOWN, "gen_ai.usage.input_tokens": 170}, lasts=5)
    first = span("chat gpt-5", {**CHAT, "gen_ai.response.id": "r0"}, parent="ponder gpt-5", at=1)
    last = span("chat gpt-5", CHAT, id="last", parent="ponder gpt-5", at=3)

    assert [each.input_tokens for each in the_operations(outer, first, last)] == [100, 100]


def test_two_views_of_what_only_looks_like_a_call_are_one_call() -> None:
    outer, inner = span("ponder", UNKNOWN, lasts=3), span("muse", UNKNOWN, parent="ponder", at=1)

    assert the_operation(outer, inner).input_tokens == 100


def test_a_producer_never_seen_before_makes_plain_spans() -> None:
    facts = read_facts(span("x", {"acme.llm.tokens": 5, "model": "gpt-5", "input_tokens": 3}))

    assert (facts.kind, facts.request_model, facts.input_tokens) == ("span", None, None)


def test_a_default_agent_name_is_no_agent() -> None:
    filled_in = {
        "gen_ai.agent.name": "OpenAI Agent",
        "gen_ai.agent.description": "OpenAI Agents instrumentation",
    }
    scope = "opentelemetry.instrumentation.openai_agents"
    agent = filled_in | {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "Main"}
    turn, chat = (
        filled_in | {"gen_ai.operation.name": operation} for operation in ("unknown", "chat")
    )
    operations = the_operations(
        span("Weather", {"gen_ai.operation.name": "invoke_agent"}, scope=scope, lasts=9),
        span("invoke_agent Main", agent, scope=scope, parent="Weather", lasts=8),
        span("turn", turn, scope=scope, parent="invoke_agent Main", lasts=7),
        span("chat gpt-5", chat, scope=scope, parent="turn", lasts=6),
    )

    assert [(each.kind, each.name, each.agent) for each in operations] == [
        ("workflow", "Weather", None),
        ("agent", "Main", "Main"),
        ("operation", "turn", "Main"),
        ("llm", "chat gpt-5", "Main"),
    ]


def test_the_anthropic_client_has_its_own_attribute_for_the_finish_reason() -> None:
    told = {"gen_ai.operation.name": "chat", "anthropic.message.stop_reason": "max_tokens"}

    assert the_operation(span("anthropic.messages.create", told)).finish_class == "length"


def test_a_guardrail_check_is_named_after_its_guardrail() -> None:
    told = {"gen_ai.operation.name": "guardrail_check", "gen_ai.guardrail.name": "no_secrets"}

    check = the_operation(span("guardrail_check", told))

    assert (check.kind, check.name) == ("guardrail", "no_secrets")


def test_a_streamed_call_of_rig_is_a_call() -> None:
    told = {"gen_ai.operation.name": "chat_streaming", "gen_ai.request.model": "gpt-5"}

    assert the_operation(span("chat_streaming", told)).kind == "llm"


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("api.openai.com", "openai"),
        ("127.0.0.1:8000", "anthropic"),
        ("localhost", "anthropic"),
        ("models.example.com", "models.example.com"),
    ],
)
def test_a_host_as_the_provider_is_replaced_where_the_real_one_is_known(
    host: str, provider: str
) -> None:
    told = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": host,
        "gen_ai.request.model": "claude-sonnet-4-5",
    }

    assert the_operation(span("chat", told)).provider == provider


@pytest.mark.parametrize(
    ("told", "streaming", "expected"),
    [(0.25, True, 250_000_000), (250, True, 250_000_000), (0.25, False, None)],
)
def test_the_time_to_the_first_token_is_seconds_or_whole_milliseconds_of_a_stream(
    told: float, streaming: bool, expected: int | None
) -> None:
    call = the_operation(
        span(
            "chat gpt-5",
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.request.stream": streaming,
                "gen_ai.server.time_to_first_token": told,
            },
        )
    )

    assert call.time_to_first_chunk_ns == expected


def test_a_call_that_failed_without_a_response_has_no_finish_reason() -> None:
    told = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.finish_reasons": ["stop"],
        "error.type": "NotFoundError",
    }

    call = the_operation(span("chat gpt-5", told, status="error"))

    assert (call.is_error, call.finish_reason, call.finish_class) == (True, None, None)


def test_content_hidden_by_koog_is_unknown() -> None:
    hidden = "HIDDEN:non-empty"
    call, run = the_operations(
        span(
            "chat gpt-5",
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.request.model": "gpt-5",
                "gen_ai.input.messages": hidden,
                "gen_ai.output.messages": hidden,
            },
        ),
        span(
            "execute_tool w",
            {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.arguments": hidden},
            at=2,
        ),
    )

    assert (call.last_user_text, call.assistant_text, run.arguments) == (None, None, None)


def test_a_memory_search_has_its_query_and_its_results() -> None:
    search = the_operation(
        span(
            "search_memory users",
            {
                "gen_ai.operation.name": "search_memory",
                "gen_ai.memory.query.text": "diet",
                "gen_ai.memory.records": '[{"id": "m1", "content": "vegan"}]',
            },
        )
    )

    assert search.arguments == "diet"
    assert search.result == [{"id": "m1", "content": "vegan"}]


def test_in_a_realtime_conversation_only_a_response_is_a_call() -> None:
    realtime = {"gen_ai.operation.name": "realtime", "gen_ai.request.model": "gpt-realtime"}
    answer = {
        **realtime,
        "gen_ai.response.id": "resp_1",
        "gen_ai.usage.input_tokens": 40,
        "gen_ai.usage.output_tokens": 12,
    }
    (call,) = the_operations(
        span("realtime gpt-realtime", realtime, id="said"),
        span("realtime gpt-realtime", answer, id="answered", at=1),
    )

    assert (call.kind, call.input_tokens, call.response_id) == ("llm", 40, "resp_1")


@pytest.mark.parametrize("result", ["gen_ai.tool.message", "gen_ai.tool.result"])
def test_the_arguments_and_the_result_of_a_tool_have_shorter_names_too(result: str) -> None:
    told = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.arguments": '{"city":"Oslo"}',
        result: '{"rain":true}',
    }

    run = the_operation(span("execute_tool weather", told))

    assert (run.arguments, run.result) == ({"city": "Oslo"}, {"rain": True})
