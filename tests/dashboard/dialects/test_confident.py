from __future__ import annotations

import json

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operations
from tests.dashboard.dialects.spans import span

CALL = {
    "confident.span.type": "llm",
    "confident.span.provider": "OpenAI",
    "confident.llm.model": "gpt-4o",
    "confident.llm.input_token_count": 30,
    "confident.llm.output_token_count": 6.0,
    "confident.span.input": json.dumps([{"role": "user", "content": "Rain?"}]),
    "confident.span.output": "Yes.",
}
TOOL = {
    "confident.span.type": "tool",
    "confident.tool.name": "weather",
    "confident.span.input": json.dumps({"city": "Oslo"}),
    "confident.span.output": "Rain",
}
AGENT = {"confident.span.type": "agent", "confident.agent.name": "planner"}


def test_agents_calls_and_tools_are_recognised_by_type() -> None:
    agent, call, tool = the_operations(
        span("run", AGENT, lasts=5),
        span("ask", CALL, parent="run", at=1),
        span("weather", TOOL, parent="run", at=3),
    )

    assert (agent.kind, agent.name) == ("agent", "planner")
    assert fields(
        call,
        "kind",
        "provider",
        "request_model",
        "input_tokens",
        "output_tokens",
        "last_user_text",
        "assistant_text",
        "agent",
    ) == {
        "kind": "llm",
        "provider": "openai",
        "request_model": "gpt-4o",
        "input_tokens": 30,
        "output_tokens": 6,
        "last_user_text": "Rain?",
        "assistant_text": "Yes.",
        "agent": "planner",
    }
    assert fields(tool, "kind", "name", "arguments", "result") == {
        "kind": "tool",
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
    }


def test_a_trace_names_its_thread_its_user_and_its_tags() -> None:
    facts = read_facts(
        span(
            "run",
            {
                **AGENT,
                "confident.trace.thread_id": "t1",
                "confident.trace.user_id": "u1",
                "confident.trace.tags": ["beta"],
            },
        )
    )

    assert (facts.session_key, facts.user, facts.tags) == ("t1", "u1", ("beta",))
