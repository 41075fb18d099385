from __future__ import annotations

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import record, span

CALL = {"gen_ai.operation.name": "llm_call", "gen_ai.request.model": "gemini-3.8-flash"}
DETAILS = "gen_ai.client.inference.operation.details"


def test_thoughts_count_as_output() -> None:
    told = {
        "model": "gemini-3.8-flash",
        "input_token_count": 1000,
        "output_token_count": 210,
        "thoughts_token_count": 90,
        "tool_token_count": 0,
        "total_token_count": 1300,
    }
    call = the_operation(record("gemini_cli.api_response", told))

    assert fields(call, "provider", "output_tokens", "reasoning_tokens") == {
        "provider": "gcp.gemini",
        "output_tokens": 300,
        "reasoning_tokens": 90,
    }


def test_a_failed_call_has_no_response_model_even_if_a_log_record_names_one() -> None:
    named = {**CALL, "gen_ai.operation.name": "generate_content"}
    call = the_operation(
        span("llm_call", CALL, status="error", lasts=2),
        record(
            "gemini_cli.api_error",
            {"model": "gemini-3.8-flash", "error.type": "ApiError"},
            inside="llm_call",
            at=1,
        ),
        record(
            DETAILS,
            {**named, "gen_ai.response.model": "gemini-3.8-flash"},
            inside="llm_call",
            at=1,
        ),
    )

    assert fields(call, "is_error", "request_model", "response_model") == {
        "is_error": True,
        "request_model": "gemini-3.8-flash",
        "response_model": None,
    }


def test_concurrent_runs_of_a_tool_each_take_the_nearest_log_record() -> None:
    tool = {"gen_ai.operation.name": "tool_call", "gen_ai.tool.name": "read_file"}
    ran = {"function_name": "read_file", "function_args": '{"path": "b"}', "success": True}
    failed = {**ran, "function_args": '{"path": "a"}', "success": False}
    _, one, other = the_operations(
        span("schedule_tool_calls", {"gen_ai.operation.name": "schedule_tool_calls"}, lasts=9),
        span("tool_call", tool, parent="schedule_tool_calls", id="a", at=1, lasts=5),
        span("tool_call", tool, parent="schedule_tool_calls", id="b", at=2, lasts=1),
        record("gemini_cli.tool_call", ran, inside="schedule_tool_calls", at=3.01),
        record("gemini_cli.tool_call", failed, inside="schedule_tool_calls", at=6.01),
    )

    assert (one.arguments, one.is_error) == ({"path": "a"}, True)
    assert (other.arguments, other.is_error) == ({"path": "b"}, False)
