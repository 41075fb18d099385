from __future__ import annotations

import json

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import fields, the_operations
from tests.dashboard.dialects.spans import span

SCOPE = "@voltagent/core"
COMMON = {"entity.type": "agent", "entity.name": "desk", "operation.id": "o1"}
AGENT = {
    **COMMON,
    "agent.state": "completed",
    "voltagent.conversation_id": "c1",
    "input": "Rain?",
    "output": "It rains.",
    "usage.prompt_tokens": 30,
    "usage.completion_tokens": 6,
    "usage.cached_tokens": 4,
}
CALL = {
    **COMMON,
    "span.type": "llm",
    "llm.model": "gpt-5",
    "llm.messages": json.dumps([{"role": "user", "content": "Rain?"}]),
    "llm.usage.prompt_tokens": 12,
    "llm.usage.completion_tokens": 2,
    "llm.usage.reasoning_tokens": 1,
    "llm.finish_reason": "stop",
}
TOOL = {
    **COMMON,
    "span.type": "tool",
    "tool.name": "weather",
    "tool.call.id": "t1",
    "tool.parameters": json.dumps({"def": {"type": "object", "shape": {}}, "type": "object"}),
    "input": json.dumps({"city": "Oslo"}),
    "output": "Rain",
}


def test_the_agent_counts_tokens_as_its_calls_count_only_the_last_request() -> None:
    agent, call, tool = the_operations(
        span("desk", AGENT, lasts=5, scope=SCOPE),
        span("llm:generateText", CALL, parent="desk", at=1, lasts=3, scope=SCOPE),
        span("tool.execution:weather", TOOL, parent="desk", at=2, scope=SCOPE),
    )

    assert fields(agent, "kind", "name", "input_tokens", "output_tokens", "cached_tokens") == {
        "kind": "agent",
        "name": "desk",
        "input_tokens": 30,
        "output_tokens": 6,
        "cached_tokens": 4,
    }
    assert fields(call, "kind", "request_model", "input_tokens", "reasoning_tokens", "agent") == {
        "kind": "llm",
        "request_model": "gpt-5",
        "input_tokens": None,
        "reasoning_tokens": None,
        "agent": "desk",
    }
    assert (call.last_user_text, call.finish_class) == ("Rain?", "stop")
    assert fields(tool, "kind", "name", "arguments", "result", "provider") == {
        "kind": "tool",
        "name": "weather",
        "arguments": {"city": "Oslo"},
        "result": "Rain",
        "provider": None,
    }


def test_the_conversation_is_the_session() -> None:
    assert read_facts(span("desk", AGENT, scope=SCOPE)).session_key == "c1"


def test_spans_of_other_producers_with_these_names_are_not_recognised() -> None:
    assert read_facts(span("desk", CALL)).kind == "span"


def test_a_sub_agent_has_its_own_name() -> None:
    told = {**AGENT, "subagent.name": "writer", "voltagent.is_subagent": True}
    agent, call = the_operations(
        span("subagent:writer", told, lasts=3, scope=SCOPE),
        span("llm:streamText", CALL, parent="subagent:writer", scope=SCOPE),
    )

    assert (agent.agent, call.agent) == ("writer", "writer")
