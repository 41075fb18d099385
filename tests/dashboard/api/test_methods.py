"""Answers to methods that a path does not have, and to unusual requests."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from tests.served import Dashboard
from tests.telemetry import session_span


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/traces", "POST"),
        ("HEAD", "/v1/logs", "POST"),
        ("PUT", "/api/v1/sessions/s", "GET, HEAD, DELETE"),
        ("POST", "/api/v1/views", "GET, HEAD, PUT"),
        ("GET", "/api/v1/import", "POST"),
        ("OPTIONS", "/metrics", "GET, HEAD"),
        ("POST", "/sessions/s", "GET, HEAD"),
        ("DELETE", "/", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_refused_with_the_allowed_ones(
    dashboard: Dashboard, method: str, path: str, allowed: str
) -> None:
    answer = dashboard.http.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize("path", ["/v1/profiles", "/v1/traces/", "/api/v1/sessions/s/", "/api"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_path_is_not_found_with_any_method(
    dashboard: Dashboard, method: str, path: str
) -> None:
    answer = dashboard.http.request(method, path)
    detail = answer.json()["message" if path.startswith("/v1/") else "detail"]
    assert (answer.status_code, detail) == (404, f"there is nothing at {path}")


@pytest.mark.parametrize("start", ["http://somewhere.example", "HTTP://127.0.0.1:1"])
def test_a_request_target_may_be_a_whole_url_as_sent_to_a_proxy(
    dashboard: Dashboard, start: str
) -> None:
    dashboard.receive(session_span("s"))
    address = urlsplit(dashboard.url)
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        connection.sendall(
            f"GET {start}/api/v1/sessions/s HTTP/1.1\r\nHost: localhost\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"id":"s"' in answer


def test_a_parameter_given_twice_is_refused(dashboard: Dashboard) -> None:
    problem = dashboard.refused("/sessions", q=["a", "b"])
    assert problem["detail"] == "there is more than one parameter 'q'"
