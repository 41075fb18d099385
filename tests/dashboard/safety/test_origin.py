from __future__ import annotations

import pytest

from agentops_otel.dashboard.safety.origin import is_loopback
from tests.served import Dashboard


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"]
)
def test_a_loopback_host_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "example.com", "localhost.example.com", "127.0.0.1.example.com", "10.0.0.1", "::"]
)
def test_any_other_host_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:4318", "agents.localhost:80"])
def test_the_server_answers_to_the_names_of_this_machine(dashboard: Dashboard, host: str) -> None:
    assert dashboard.http.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/sessions", "/healthz"])
def test_a_rebound_name_is_refused(dashboard: Dashboard, path: str) -> None:
    answer = dashboard.http.get(path, headers={"Host": "evil.example:4318"})
    assert answer.status_code == 403
    assert "evil.example" in answer.json()["detail"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://[", ""]
)
def test_a_page_of_another_origin_cannot_post_telemetry(dashboard: Dashboard, origin: str) -> None:
    answer = dashboard.http.post("/v1/traces", json={}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "content-security-policy" in answer.headers


def test_the_page_of_the_dashboard_may_send_requests(dashboard: Dashboard) -> None:
    answer = dashboard.http.get("/api/v1/sessions", headers={"Origin": dashboard.url})
    assert answer.status_code == 200
