"""agentgateway, with telemetry as its source code writes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dashboard.dialects.seeing import fields, the_operation
from tests.dashboard.dialects.spans import span

CALL: dict[str, Any] = {
    "http.status": 200,
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "claude-sonnet-4-5",
    "gen_ai.response.model": "claude-sonnet-4-5",
    "gen_ai.usage.input_tokens": 700,
    "gen_ai.usage.output_tokens": 50,
    "gen_ai.usage.cache_read.input_tokens": 600,
    "gen_ai.usage.cache_creation.input_tokens": 20,
    "agw.ai.usage.cost.total": "0.0125",
}


@pytest.mark.parametrize(
    ("provider", "tokens_in"),
    [("anthropic", 1320), ("aws.bedrock", 1320), ("gcp.vertex_ai", 1320), ("custom", 700)],
)
def test_input_tokens_cover_the_whole_prompt_for_every_provider(
    provider: str, tokens_in: int
) -> None:
    told = {**CALL, "gen_ai.provider.name": provider}
    call = the_operation(span("POST /v1/messages", told, scope="agentgateway", kind="server"))

    assert fields(call, "input_tokens", "output_tokens", "cached_tokens", "cost_usd") == {
        "input_tokens": tokens_in,
        "output_tokens": 50,
        "cached_tokens": 600,
        "cost_usd": 0.0125,
    }


def test_a_refused_request_is_an_error() -> None:
    told = {
        "http.status": 404,
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-6",
    }
    call = the_operation(span("POST /*", told, scope="agentgateway", kind="server"))

    assert fields(call, "kind", "is_error", "request_model", "response_model") == {
        "kind": "llm",
        "is_error": True,
        "request_model": "gpt-6",
        "response_model": None,
    }
