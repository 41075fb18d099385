"""A real dashboard on a loopback socket, with its own database file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.page import Page
from agentops_otel.dashboard.server import running
from tests.telemetry import logs_request, traces_request


@dataclass(frozen=True)
class Dashboard:
    """A running server, and a client that talks to it."""

    url: str
    http: httpx.Client
    database: Path
    bundle: Path

    def get(self, path: str, **query: Any) -> Any:
        """Return the JSON of an answer under `/api/v1`, which must be a success."""
        answer = self.http.get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, path: str, **query: Any) -> dict[str, Any]:
        """Return the problem document of an answer under `/api/v1`, which must be an error."""
        answer = self.http.get(f"/api/v1{path}", params=query)
        assert answer.headers["content-type"] == "application/problem+json"
        problem: dict[str, Any] = answer.json()
        assert problem["status"] == answer.status_code
        return problem

    def receive(self, *spans: Mapping[str, Any], service: str = "agents") -> None:
        """Send spans as a producer does."""
        answer = self.http.post("/v1/traces", json=traces_request(*spans, service=service))
        assert answer.status_code == 200, answer.text

    def receive_logs(self, *records: Mapping[str, Any]) -> None:
        """Send log records as a producer does."""
        answer = self.http.post("/v1/logs", json=logs_request(*records))
        assert answer.status_code == 200, answer.text


@pytest.fixture
def dashboard(tmp_path: Path) -> Iterator[Dashboard]:
    database = tmp_path / "sessions.db"
    bundle = tmp_path / "static"
    store = open_for_writing(database)
    try:
        with (
            running(create_app(store, page=Page(bundle))) as url,
            httpx.Client(base_url=url, timeout=30) as http,
        ):
            yield Dashboard(url, http, database, bundle)
    finally:
        store.close()
