from __future__ import annotations

import pytest

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span

GENERATION = {
    "ai.observability.span_type": "generation",
    "ai.observability.call.function": "desk.answer",
    "ai.observability.call.return": "It rains.",
    "ai.observability.cost.model": "gpt-5",
    "ai.observability.cost.num_prompt_tokens": 90,
    "ai.observability.cost.num_completion_tokens": 7,
    "ai.observability.cost.cost": 0.25,
}


@pytest.mark.parametrize(("currency", "source"), [("USD", "telemetry"), ("Credits", "computed")])
def test_a_generation_is_a_call_with_its_cost_if_in_dollars(currency: str, source: str) -> None:
    told = {**GENERATION, "ai.observability.cost.cost_currency": currency}

    assert fields(
        the_operation(span("desk.answer", told)),
        "kind",
        "response_model",
        "input_tokens",
        "output_tokens",
        "assistant_text",
        "cost_source",
    ) == {
        "kind": "llm",
        "response_model": "gpt-5",
        "input_tokens": 90,
        "output_tokens": 7,
        "assistant_text": "It rains.",
        "cost_source": source,
    }


def test_a_tool_is_named_by_its_function_and_an_agent_by_the_full_path() -> None:
    tool, agent = (
        the_operation(
            span(
                "desk.Desk.search",
                {
                    "ai.observability.span_type": kind,
                    "ai.observability.call.function": "desk.Desk.search",
                    "ai.observability.call.kwargs.city": "Oslo",
                },
            )
        )
        for kind in ("tool", "agent")
    )

    assert (tool.name, tool.arguments) == ("search", {"city": "Oslo"})
    assert (agent.name, agent.arguments) == ("desk.Desk.search", {"city": "Oslo"})
