from __future__ import annotations

from typing import Any

import pytest

from agentops_otel.dashboard.counting.prices import cost_of
from agentops_otel.dashboard.dialects.facts import Facts
from tests.dashboard.dialects.spans import EPOCH

GPT_4O: dict[str, Any] = {
    "kind": "llm",
    "provider": "openai",
    "response_model": "gpt-4o-2024-11-20",
    "input_tokens": 1_000_000,
    "output_tokens": 100_000,
}


def cost(**known: Any) -> float | None:
    return cost_of(Facts(**GPT_4O | known), EPOCH)[0]


def test_a_call_costs_what_its_tokens_cost() -> None:
    assert cost() == pytest.approx(2.5 + 1.0)


def test_cached_tokens_cost_less() -> None:
    assert cost(cached_tokens=400_000) == pytest.approx(0.6 * 2.5 + 0.4 * 1.25 + 1.0)


def test_a_cost_in_the_telemetry_is_used() -> None:
    assert cost_of(Facts(**GPT_4O, cost_usd=0.5), EPOCH) == (0.5, "telemetry")


@pytest.mark.parametrize(
    "known",
    [
        {"input_tokens": None},
        {"output_tokens": None},
        {"response_model": None},
        {"response_model": "a-model-nobody-sells"},
        {"provider": "a-provider-nobody-knows"},
        {"kind": "agent"},
    ],
)
def test_an_unknowable_cost_is_none(known: dict[str, Any]) -> None:
    assert cost_of(Facts(**GPT_4O | known), EPOCH) == (None, None)


def test_an_agent_that_is_one_request_costs_what_its_tokens_cost() -> None:
    assert cost(kind="agent", response_id="resp_1") == cost()


def test_an_embedding_costs_its_input() -> None:
    embedding = {"kind": "embedding", "response_model": "text-embedding-3-small"}

    assert cost(**embedding, output_tokens=None) == pytest.approx(0.02)


def test_a_model_name_may_contain_its_provider() -> None:
    assert cost(provider=None, response_model="openai/gpt-4o") == cost()
    assert cost(provider="openai", response_model="openai/gpt-4o") == cost()


@pytest.mark.parametrize("router", ["gemini", "vertex_ai", "openrouter/google"])
def test_a_model_name_may_contain_the_server_that_a_router_chose(router: str) -> None:
    google = {"provider": "gcp.gemini"}
    found = cost(**google, response_model=f"{router}/gemini-2.5-flash")

    assert found is not None
    assert found == cost(**google, response_model="gemini-2.5-flash")


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (("aws.bedrock", "nova-pro-v1:0"), ("aws.bedrock", "amazon.nova-pro-v1:0")),
        (("aws", "llama3-8b-instruct-v1:0"), ("aws", "meta.llama3-8b-instruct-v1:0")),
        (("az.ai.inference", "gpt-4o"), ("azure", "gpt-4o")),
        (("azure.ai.inference", "gpt-4o"), ("azure", "gpt-4o")),
        (("azure_ai", "gpt-4o"), ("azure", "gpt-4o")),
        (("microsoft.foundry", "gpt-4o"), ("azure", "gpt-4o")),
        (
            ("fireworks_ai", "accounts/fireworks/models/llama4-maverick-instruct-basic"),
            ("fireworks", "accounts/fireworks/models/llama4-maverick-instruct-basic"),
        ),
        (("x_ai", "grok-4"), ("xai", "grok-4")),
    ],
)
def test_a_provider_and_its_models_may_have_other_names(
    told: tuple[str, str], known: tuple[str, str]
) -> None:
    found, expected = (
        cost(provider=provider, response_model=model) for provider, model in (told, known)
    )

    assert found is not None
    assert found == expected


@pytest.mark.parametrize("at", [0, 2**63])
def test_a_clock_that_is_wrong_does_no_harm(at: int) -> None:
    assert cost_of(Facts(**GPT_4O), at)[1] == "computed"


@pytest.mark.parametrize("provider", ["gcp.gen_ai", "gcp.gemini", "gcp.vertex_ai", "google", None])
def test_models_of_google_have_one_price_under_any_provider_name(provider: str | None) -> None:
    known = {"provider": provider, "response_model": "gemini-2.5-flash"}

    assert cost(**known) == pytest.approx(0.3 + 0.25)
