"""Cloudflare's Agents SDK, with telemetry as its sources write it."""

from __future__ import annotations

from tests.dashboard.dialects.seeing import fields, the_operation, the_operations
from tests.dashboard.dialects.spans import span

RUN = {
    "cloudflare.agents.operation.name": "tool.execute",
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "weather",
    "gen_ai.tool.call.id": "t1",
    "gen_ai.tool.call.arguments": '{"city":"Oslo"}',
}
APPROVAL = {
    "cloudflare.agents.operation.name": "tool.approval",
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "weather",
    "gen_ai.tool.call.id": "t1",
}


def test_the_approval_of_a_tool_is_no_run_of_it() -> None:
    found = the_operations(
        span("execute_tool weather", APPROVAL, id="asked", lasts=0),
        span("tool_approval weather", APPROVAL, parent="asked", lasts=0),
        span("execute_tool weather", RUN, at=5),
    )

    assert [each.kind for each in found] == ["operation", "operation", "tool"]


def test_the_finish_reason_has_an_attribute_of_its_own() -> None:
    told = {
        "cloudflare.agents.operation.name": "doStream",
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5-mini",
        "cloudflare.agents.response.finish_reason": "tool-calls",
    }

    call = the_operation(span("chat gpt-5-mini", told))

    assert fields(call, "kind", "finish_class") == {"kind": "llm", "finish_class": "tool_calls"}
