from __future__ import annotations

import re

import pytest

from tests.served import Dashboard


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/sessions", "/api/v1/nothing", "/healthz", "/assets/no.js", "/api/docs"]
)
def test_every_answer_has_a_strict_policy(dashboard: Dashboard, path: str) -> None:
    headers = dashboard.http.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "public" not in headers["cache-control"]


def test_a_refusal_also_has_the_policy(dashboard: Dashboard) -> None:
    refused = dashboard.http.get("/", headers={"Host": "evil.example"})
    assert "default-src 'none'" in refused.headers["content-security-policy"]


def test_the_nonce_of_a_document_matches_its_policy_and_is_never_reused(
    dashboard: Dashboard,
) -> None:
    nonces = set()
    for _ in range(2):
        answer = dashboard.http.get("/")
        nonce = re.findall(r'nonce="([^"]+)"', answer.text)[0]
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
        nonces.add(nonce)
    assert len(nonces) == 2
