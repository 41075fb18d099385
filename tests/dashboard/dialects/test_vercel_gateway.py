"""Vercel's AI Gateway, with telemetry as its documentation describes it."""

from __future__ import annotations

import pytest

from agentops_otel.dashboard.dialects.reading import read_facts
from tests.dashboard.dialects.seeing import the_operation
from tests.dashboard.dialects.spans import span

REQUEST = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "anthropic/claude-opus-9",
    "gen_ai.usage.input_tokens": 10,
    "gen_ai.usage.output_tokens": 5,
    "vercel.ai_gateway.cost.total": "0.0012",
    "vercel.ai_gateway.user.id": "ann",
}


@pytest.mark.parametrize(("currency", "cost"), [("usd", 0.0012), ("eur", None)])
def test_a_request_has_its_cost_only_in_dollars(currency: str, cost: float | None) -> None:
    call = the_operation(
        span("AI Gateway", {**REQUEST, "vercel.ai_gateway.cost.currency": currency})
    )

    assert call.cost_usd == cost


def test_the_user_of_a_request_is_read() -> None:
    assert read_facts(span("AI Gateway", REQUEST)).user == "ann"


def test_an_attempt_at_a_provider_is_not_a_call() -> None:
    attempt = {
        "gen_ai.provider.name": "anthropic",
        "gen_ai.request.model": "anthropic/claude-opus-9",
        "vercel.ai_gateway.attempt.provider_response_id": "msg_1",
    }

    call = the_operation(
        span("AI Gateway", REQUEST, lasts=2),
        span("Provider attempt", attempt, parent="AI Gateway"),
    )

    assert len(call.span_ids) == 1
