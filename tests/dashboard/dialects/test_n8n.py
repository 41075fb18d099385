"""n8n's nodes, as the instrumentation for OpenInference writes them."""

from __future__ import annotations

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

NODE = {"n8n.workflow.id": "w1", "n8n.execution.id": "7", "n8n.node.type": "lmChatOpenAi"}
CALL = {
    **NODE,
    "openinference.span.kind": "LLM",
    "n8n.node.name": "OpenAI Chat Model",
    "llm.input_messages.0.message.role": "user",
    "llm.input_messages.0.message.content": "Rain?",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "It rains.",
    "llm.response.id": "chatcmpl-1",
    "llm.token_count.prompt": 10,
    "llm.token_count.completion": 5,
}


def test_a_tool_and_an_agent_are_named_after_their_nodes() -> None:
    agent, tool = the_operations(
        span(
            "n8n.node.agent.execute",
            {**NODE, "openinference.span.kind": "AGENT", "n8n.node.name": "Planner"},
            lasts=3,
        ),
        span(
            "n8n.node.tool.execute",
            {
                **NODE,
                "openinference.span.kind": "TOOL",
                "n8n.node.name": "weather",
                "input.value": '{"city": "Oslo"}',
            },
            parent="n8n.node.agent.execute",
            at=1,
        ),
    )

    assert (agent.kind, agent.name) == ("agent", "Planner")
    assert fields(tool, "kind", "name", "arguments") == {
        "kind": "tool",
        "name": "weather",
        "arguments": {"city": "Oslo"},
    }


def test_the_id_of_a_response_has_a_name_of_its_own() -> None:
    call = the_operation(span("n8n.node.llm.execute", CALL))

    assert fields(call, "response_id", "input_tokens", "last_user_text", "assistant_text") == {
        "response_id": "chatcmpl-1",
        "input_tokens": 10,
        "last_user_text": "Rain?",
        "assistant_text": "It rains.",
    }
