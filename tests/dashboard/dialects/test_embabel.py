from __future__ import annotations

from tests.dashboard.dialects.seeing import the_operations
from tests.dashboard.dialects.spans import span

AGENT = {"embabel.agent.name": "Forecaster"}
CALL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": "openai",
    "gen_ai.request.model": "gpt-5",
}


def test_spans_around_calls_of_spring_ai_are_not_counted_again() -> None:
    used = {"gen_ai.usage.input_tokens": "12", "gen_ai.usage.output_tokens": "3"}

    agent, loop, asking, tool, search, answering = the_operations(
        span("agent Forecaster", {"gen_ai.operation.name": "agent", **AGENT}, lasts=9),
        span("llm", {**CALL, **AGENT}, parent="agent Forecaster", lasts=8),
        span("tool-loop", {"gen_ai.operation.name": "tool_loop", **AGENT}, parent="llm", lasts=8),
        span("chat gpt-5", {**CALL, **used}, parent="tool-loop", id="asking"),
        span("chat gpt-5", {**CALL, **used}, parent="tool-loop", id="answering", at=4),
        span("record", {"embabel.llm.model": "gpt-5", **used}, parent="tool-loop", at=1, lasts=0),
        span(
            "execute_tool weather",
            {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather"},
            parent="tool-loop",
            at=2,
        ),
        span(
            "rag docs",
            {"gen_ai.operation.name": "rag", "embabel.rag.query": "rain"},
            parent="tool-loop",
            at=3,
        ),
    )

    assert [each.kind for each in (agent, loop, tool, search)] == [
        "agent",
        "operation",
        "tool",
        "retrieval",
    ]
    for call in (asking, answering):
        assert (call.kind, call.agent) == ("llm", "Forecaster")
        assert (call.input_tokens, call.output_tokens) == (12, 3)
    assert search.arguments == "rain"
