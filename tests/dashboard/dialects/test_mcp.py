from __future__ import annotations

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span

CLIENT = {"mcp.method.name": "tools/call"}
SERVER = {
    "mcp.method.name": "tools/call",
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "weather",
}
FRAMEWORK = {
    "openinference.span.kind": "TOOL",
    "tool.name": "weather",
    "input.value": '{"city": "Oslo"}',
    "output.value": '{"content": [{"type": "text", "text": "Rain"}], "isError": false}',
}


def test_a_tool_run_is_one_operation_no_matter_how_many_spans_show_it() -> None:
    run = the_operation(
        span("weather", FRAMEWORK, scope="framework", lasts=4),
        span(
            "MCP send tools/call weather",
            CLIENT,
            parent="weather",
            scope="mcp-python-sdk",
            kind="client",
            lasts=3,
        ),
        span(
            "tools/call weather",
            SERVER,
            parent="MCP send tools/call weather",
            scope="mcp-python-sdk",
            kind="server",
            lasts=2,
        ),
    )

    assert len(run.span_ids) == 3
    assert fields(run, "kind", "name", "arguments", "result") == {
        "kind": "tool",
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
    }


def test_a_client_span_alone_is_a_tool_run() -> None:
    assert the_operation(span("MCP send tools/call weather", CLIENT)).name == "weather"
