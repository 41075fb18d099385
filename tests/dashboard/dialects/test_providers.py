"""Who serves a model, where the telemetry does not say."""

from __future__ import annotations

import pytest

from agentops_otel.dashboard.dialects.providers import provider_of


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("ft:gpt-4o-2024-08-06:acme::abc", "openai"),
        ("anthropic.claude-3-5-sonnet-20240620-v1:0", "aws.bedrock"),
        ("us.amazon.nova-lite-v1:0", "aws.bedrock"),
        ("arn:aws:bedrock:us-east-1:1:application-inference-profile/abc", "aws.bedrock"),
        ("anthropic.claude", None),
        ("my-deployment", None),
    ],
)
def test_a_models_name_may_imply_who_serves_it(model: str, provider: str | None) -> None:
    assert provider_of(None, model) == provider
