from __future__ import annotations

from agentops_otel.dashboard.model import LogRecord
from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import record, span

TURN = {"span.type": "interaction", "session.id": "s1", "user_prompt": "<REDACTED>"}
REQUEST = {
    "span.type": "llm_request",
    "model": "claude-opus-4-5",
    "gen_ai.system": "anthropic",
    "gen_ai.request.model": "claude-opus-4-5",
    "request_id": "req_1",
    "input_tokens": 2,
    "output_tokens": 120,
    "cache_read_tokens": 80,
    "cache_creation_tokens": 18,
    "stop_reason": "tool_use",
    "ttft_ms": 350,
}


def api_request(**more: object) -> LogRecord:
    """Make a log record as Claude Code does: in the turn's span, with its name in the body."""
    told = {
        "event.name": "api_request",
        "model": "claude-opus-4-5",
        "input_tokens": "2",
        "output_tokens": "120",
        "cache_read_tokens": "80",
        "cache_creation_tokens": "18",
        "cost_usd": "0.0125",
        "duration_ms": "1000",
    }
    return record("", {**told, **more}, inside="turn", body="claude_code.api_request", at=2)


def test_a_request_has_unprefixed_attributes_and_separate_cache_counts() -> None:
    call = the_operation(span("claude_code.llm_request", REQUEST))

    assert fields(
        call,
        "kind",
        "provider",
        "request_model",
        "response_id",
        "input_tokens",
        "output_tokens",
        "cached_tokens",
        "cache_write_tokens",
        "finish_class",
    ) == {
        "kind": "llm",
        "provider": "anthropic",
        "request_model": "claude-opus-4-5",
        "response_id": "req_1",
        "input_tokens": 100,
        "output_tokens": 120,
        "cached_tokens": 80,
        "cache_write_tokens": 18,
        "finish_class": "tool_calls",
    }


def test_a_log_record_that_repeats_a_request_adds_only_its_cost() -> None:
    turn, call = the_operations(
        span("claude_code.interaction", TURN, id="turn", lasts=10),
        span("claude_code.llm_request", REQUEST, parent="turn", at=1),
        api_request(),
    )

    assert (turn.kind, turn.input_tokens) == ("agent", None)
    assert fields(call, "input_tokens", "cost_usd", "cost_source") == {
        "input_tokens": 100,
        "cost_usd": 0.0125,
        "cost_source": "telemetry",
    }


def test_messages_are_read_from_the_log_records_of_the_turn() -> None:
    *_, call = the_operations(
        span("claude_code.interaction", TURN, id="turn", lasts=10),
        span("claude_code.llm_request", REQUEST, parent="turn", at=1),
        record("", {"prompt": "Rain?"}, inside="turn", body="claude_code.user_prompt", at=0.5),
        record(
            "",
            {"response": "It rains.", "request_id": "req_1"},
            inside="turn",
            body="claude_code.assistant_response",
            at=2,
        ),
    )

    assert (call.last_user_text, call.assistant_text) == ("Rain?", "It rains.")


def test_a_call_is_read_from_log_records_alone() -> None:
    call = the_operation(
        record("", api_request(request_id="req_1").attributes, body="claude_code.api_request"),
        record(
            "",
            {"response": "It rains.", "request_id": "req_1"},
            body="claude_code.assistant_response",
        ),
    )

    assert fields(
        call, "span_ids", "input_tokens", "cost_usd", "assistant_text", "duration_ns"
    ) == {
        "span_ids": (),
        "input_tokens": 100,
        "cost_usd": 0.0125,
        "assistant_text": "It rains.",
        "duration_ns": 10**9,
    }


def test_a_tool_run_is_read_from_its_span_and_a_log_record_of_the_turn() -> None:
    tool = {"span.type": "tool", "tool_name": "Bash", "tool_use_id": "t1"}
    result = {"tool_name": "Bash", "tool_use_id": "t1", "tool_input": '{"command": "ls"}'}
    _, run = the_operations(
        span("claude_code.interaction", TURN, id="turn", lasts=10),
        span("claude_code.tool", tool, parent="turn", at=1),
        span("claude_code.tool.execution", {"span.type": "tool.execution"}, parent="turn", at=1),
        record("", result, inside="turn", body="claude_code.tool_result", at=2),
    )

    assert fields(run, "kind", "name", "arguments") == {
        "kind": "tool",
        "name": "Bash",
        "arguments": {"command": "ls"},
    }


def test_its_spans_are_recognised_even_with_otel_operation_names() -> None:
    claude = "com.anthropic.claude_code.tracing"
    turn = {**TURN, "gen_ai.operation.name": "invoke_agent", "user_prompt": "Rain?"}
    request = {**REQUEST, "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 100}
    run, call = the_operations(
        span("claude_code.interaction", turn, id="turn", lasts=10, scope=claude),
        span("claude_code.llm_request", request, parent="turn", at=1, scope=claude),
    )

    assert (run.kind, call.input_tokens, call.last_user_text) == ("agent", 100, "Rain?")


def test_a_tool_run_is_read_from_a_log_record_alone() -> None:
    result = {
        "tool_name": "Bash",
        "tool_use_id": "t1",
        "tool_input": '{"command": "ls"}',
        "success": "false",
        "duration_ms": "500",
    }
    run = the_operation(record("", result, body="claude_code.tool_result", at=2))

    assert fields(run, "kind", "name", "arguments", "is_error", "duration_ns") == {
        "kind": "tool",
        "name": "Bash",
        "arguments": {"command": "ls"},
        "is_error": True,
        "duration_ns": 5 * 10**8,
    }


def test_an_answer_without_an_id_belongs_to_the_call_that_ended_nearest_to_it() -> None:
    answer = {"response": "It rains.", "model": "claude-opus-4-5"}
    first, second = the_operations(
        api_request(),
        record(
            "",
            {**api_request().attributes, "input_tokens": "3"},
            inside="turn",
            body="claude_code.api_request",
            at=4,
        ),
        record("", answer, inside="turn", body="claude_code.assistant_response", at=4.01),
    )

    assert (first.assistant_text, second.assistant_text) == (None, "It rains.")
