from __future__ import annotations

import json
from typing import Any

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

SCOPE = "github.com/cloudwego/eino-ext/callbacks/otel"


def component(name: str, kind: str, asked: str, answered: str, **more: Any) -> dict[str, Any]:
    return {
        "gen_ai.system": "eino",
        "runinfo.component": name,
        "gen_ai.span.kind": kind,
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": asked,
        "gen_ai.completion.0.content": answered,
        **more,
    }


USED = {
    "gen_ai.request.model": "gpt-5",
    "gen_ai.usage.prompt_tokens": 12,
    "gen_ai.usage.completion_tokens": 3,
}
WISH = {"id": "c1", "function": {"name": "weather", "arguments": '{"city":"Oslo"}'}}


def test_components_for_apmplus_get_their_kind_from_their_names() -> None:
    wished = json.dumps([{"role": "assistant", "content": "", "tool_calls": [WISH]}])
    given = json.dumps({"ArgumentsInJSON": '{"city":"Oslo"}', "Extra": None})

    graph, call, node, run = the_operations(
        span("graph", component("Graph", "workflow", "{}", "{}"), lasts=9),
        span("model", component("ChatModel", "chatmodel", "Rain?", wished, **USED), parent="graph"),
        span("tools", component("ToolsNode", "toolsnode", "{}", "[]"), parent="graph", at=2),
        span(
            "weather",
            component("Tool", "tool", given, '{"Response":"rain"}', **{"runinfo.name": "weather"}),
            parent="tools",
            at=2,
        ),
    )

    assert [each.kind for each in (graph, call, node, run)] == [
        "workflow",
        "llm",
        "operation",
        "tool",
    ]
    assert fields(call, "provider", "input_tokens", "output_tokens", "last_user_text") == {
        "provider": "openai",
        "input_tokens": 12,
        "output_tokens": 3,
        "last_user_text": "Rain?",
    }
    assert call.assistant_text is None
    assert [(each.id, each.name, each.arguments) for each in call.tool_calls] == [
        ("c1", "weather", {"city": "Oslo"})
    ]
    assert (run.name, run.arguments, run.result) == ("weather", {"city": "Oslo"}, "rain")


def test_the_outermost_component_may_be_a_model() -> None:
    call = the_operation(span("m", component("ChatModel", "workflow", "Rain?", "Yes.", **USED)))

    assert fields(call, "kind", "input_tokens", "assistant_text") == {
        "kind": "llm",
        "input_tokens": 12,
        "assistant_text": "Yes.",
    }


def test_the_node_around_tools_is_not_a_tool_run() -> None:
    node, run, search = the_operations(
        span("tools", {"gen_ai.operation.name": "execute_tool"}, scope=SCOPE),
        span(
            "weather",
            {"gen_ai.operation.name": "execute_tool", "gen_ai.system": "weather"},
            parent="tools",
            scope=SCOPE,
        ),
        span("docs", {"gen_ai.operation.name": "retrieve"}, at=2, scope=SCOPE),
    )

    assert [each.kind for each in (node, run, search)] == ["operation", "tool", "retrieval"]
    assert run.name == "weather"
