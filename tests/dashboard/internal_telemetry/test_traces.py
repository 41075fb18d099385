from __future__ import annotations

from pathlib import Path

import pytest

from tests import asking
from tests.dashboard.cli.program import agentops_otel, serving
from tests.receiver import Receiver
from tests.telemetry import session_span, traces_request

SERVER = 2  # `SPAN_KIND_SERVER`
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_each_api_request_becomes_a_span_and_telemetry_requests_do_not(tmp_path: Path) -> None:
    with Receiver() as receiver:
        arguments = ("--port", "0", "--db", tmp_path / "sessions.db")
        with serving(*arguments, "--trace-endpoint", receiver.endpoint) as (url, _):
            asking.post(f"{url}/v1/traces", json=traces_request(session_span("user/1")))
            asking.post(f"{url}/api/v1/import", content=b"")
            asking.get(f"{url}/healthz")
            asking.get(
                f"{url}/api/v1/sessions/user%2F1",
                headers={"traceparent": f"00-{TRACE}-{CALLER}-01"},
            )
            asking.get(f"{url}/api/v1/sessions?q=nothing%3A1")
            asking.get(f"{url}/api/v1/no-such-view")
            asking.request("PROPFIND", f"{url}/api/v1/sessions")
        found, refused, unknown, odd = receiver.wait_for_spans(4)

    http = {"http.request.method": "GET", "url.scheme": "http"}
    assert found.name == "GET /api/v1/sessions/{session_id}"
    assert (found.trace_id, found.parent_id, found.kind) == (TRACE, CALLER, SERVER)
    assert found.attributes == {
        **http,
        "url.path": "/api/v1/sessions/user%2F1",
        "http.route": "/api/v1/sessions/{session_id}",
        "http.response.status_code": 200,
    }
    assert refused.attributes == {
        **http,
        "url.path": "/api/v1/sessions",
        "url.query": "q=nothing%3A1",
        "http.route": "/api/v1/sessions",
        "http.response.status_code": 400,
    }
    assert (refused.status, refused.parent_id) == ("unset", "")
    assert unknown.name == "GET"
    assert (odd.name.split()[0], odd.attributes["http.request.method"]) == ("HTTP", "_OTHER")
    assert found.resource["service.name"] == "agentops-otel-dashboard"


def test_the_environment_names_the_service_and_gives_the_headers(tmp_path: Path) -> None:
    with Receiver() as receiver:
        settings = {
            "AGENTOPS_DASHBOARD_TRACE_ENDPOINT": f"{receiver.endpoint}/v1/traces/",
            "OTEL_SERVICE_NAME": "ours",
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer 1",
        }
        with serving("--port", "0", "--db", tmp_path / "sessions.db", **settings) as (url, _):
            asking.get(f"{url}/api/v1/facets")
        (span,) = receiver.wait_for_spans(1)
        (request,) = receiver.requests
    assert (request.path, request.headers["authorization"]) == ("/v1/traces", "Bearer 1")
    assert span.resource["service.name"] == "ours"


def test_a_hanging_receiver_delays_neither_answers_nor_shutdown(tmp_path: Path) -> None:
    with Receiver("hang") as receiver:
        arguments = ("--port", "0", "--db", tmp_path / "sessions.db")
        with serving(*arguments, "--trace-endpoint", receiver.endpoint) as (url, process):
            assert asking.get(f"{url}/api/v1/sessions").status_code == 200
        assert process.wait(timeout=20) == 0
        assert receiver.requests


@pytest.mark.parametrize(
    "endpoint", ["localhost:4318", "grpc://host:4317", "http://", "http://[::1"]
)
def test_an_invalid_endpoint_is_reported(endpoint: str, tmp_path: Path) -> None:
    database = tmp_path / "sessions.db"
    finished = agentops_otel("dashboard", "--db", database, "--trace-endpoint", endpoint)
    assert finished.returncode == 2
    assert f"'{endpoint}' is no endpoint: write http://localhost:4318" in finished.stderr
    assert not database.exists()
