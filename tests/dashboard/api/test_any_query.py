"""Whatever is asked, the API answers: no request makes the server fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.page import Page
from agentops_otel.dashboard.query.fields import SESSION_FIELDS, SPAN_FIELDS
from agentops_otel.dashboard.store.sqlite import SqliteStore
from tests.telemetry import span, trace_id, traces_request

SESSION, SPAN = "s/1", f"{1:016x}"

# A response that never ends cannot be read whole.
ENDLESS = frozenset(("/api/v1/stream",))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("any")
    store = SqliteStore.open(folder / "sessions.db")
    app = create_app(store, page=Page(folder))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        spans = [
            span("step", number, values={"session.id": SESSION, "n": number, "text": "some words"})
            for number in range(1, 4)
        ]
        assert client.post("/v1/traces", json=traces_request(*spans)).status_code == 200
        yield client
    store.close()


@pytest.fixture(scope="module")
def operations(client: TestClient) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the path and the parameters of each GET operation, except endless ones."""
    paths = client.get("/api/openapi.json").json()["paths"]
    return [
        (path, methods["get"].get("parameters", []))
        for path, methods in sorted(paths.items())
        if "get" in methods and path not in ENDLESS
    ]


FIELDS = st.sampled_from(sorted({*SESSION_FIELDS, *SPAN_FIELDS, "attr.n", "attr.text", "attr."}))
PIECES = st.one_of(
    st.sampled_from(
        [
            *(
                "(",
                ")",
                '"',
                "\\",
                "*",
                "-",
                "NOT ",
                " OR ",
                " ",
                ":",
                "::",
                ">",
                "<=",
                "span(",
                ")",
            ),
            *("0", "-1", "1e999", "nan", "inf", "9" * 400, "1k", "10s", "9999-12-31", "2026-13"),
            *("\0", "\ud7ff", "\U0010ffff", "ß", "İ", "%", "%00", "_", "'", "';--", "[", "]", "?"),
        ]
    ),
    FIELDS.map("{}:".format),
    st.text(max_size=8),
)
FILTERS = st.lists(PIECES, max_size=8).map("".join)
NUMBERS = st.one_of(st.integers(), st.floats()).map(str)
HOSTILE = st.one_of(FILTERS, NUMBERS, st.text(max_size=20))
KNOWN = st.sampled_from([SESSION, SPAN, trace_id(1)])


def values_of(parameter: dict[str, Any]) -> st.SearchStrategy[str]:
    """Return a strategy for values that the API description allows for a parameter, and others."""
    text = str(parameter["schema"])
    allowed = [word for word in text.replace("'", " ").split() if word.isidentifier()]
    return st.one_of(HOSTILE, KNOWN, st.sampled_from(allowed or [""]))


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_request_makes_the_server_fail(
    client: TestClient, operations: list[tuple[str, list[dict[str, Any]]]], data: st.DataObject
) -> None:
    path, parameters = data.draw(st.sampled_from(operations))
    asked: list[tuple[str, str | int | float | bool | None]] = []
    for parameter in parameters:
        name, is_in = parameter["name"], parameter["in"]
        if is_in == "path":
            value = data.draw(st.one_of(KNOWN, HOSTILE.filter(bool)))
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        elif data.draw(st.booleans()):
            asked.append((name, data.draw(values_of(parameter))))
    answer = client.get(path, params=asked)
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(filter_=FILTERS, path=st.sampled_from(["/sessions", "/facets", f"/sessions/{SESSION}/find"]))
def test_no_filter_makes_the_server_fail(client: TestClient, filter_: str, path: str) -> None:
    path = path.replace(SESSION, quote(SESSION, safe=""))
    answer = client.get(f"/api/v1{path}", params={"q": filter_})
    assert answer.status_code in {200, 400}, answer.text


def test_every_get_operation_is_requested(
    operations: list[tuple[str, list[dict[str, Any]]]],
) -> None:
    paths = {path for path, _ in operations}
    assert {"/api/v1/sessions", "/api/v1/sessions/{session_id}", "/api/v1/compare"} <= paths
    assert len(paths) >= 15
