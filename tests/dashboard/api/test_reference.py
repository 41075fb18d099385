from __future__ import annotations

import re
from pathlib import Path

from tests.served import Dashboard

REFERENCE = Path(__file__).parents[3] / "docs/reference/api.md"


def test_the_reference_has_every_path_of_the_api_and_no_other(dashboard: Dashboard) -> None:
    described = dashboard.http.get("/api/openapi.json").json()["paths"]
    served = {
        (method.upper(), path.removeprefix("/api/v1").replace("{session_id}", "{id}"))
        for path, methods in described.items()
        if path.startswith("/api/v1")
        for method in methods
    }
    headings = re.findall(r"^### (.+)$", REFERENCE.read_text(), re.MULTILINE)
    documented = {
        (method, path)
        for heading in headings
        for method, path in re.findall(r"`(GET|PUT|POST|DELETE) (\S+)`", heading)
    }
    assert documented == served


def test_the_api_description_describes_errors_as_they_are(dashboard: Dashboard) -> None:
    description = dashboard.http.get("/api/openapi.json").json()
    responses = description["paths"]["/api/v1/sessions"]["get"]["responses"]
    assert set(responses) == {"200", "4XX", "5XX"}
    problem = dashboard.refused("/sessions", q="stat:error")
    assert set(problem) == set(description["components"]["schemas"]["Problem"]["properties"])


def test_the_reference_has_every_metric(dashboard: Dashboard) -> None:
    shown = dashboard.http.get("/metrics").text
    names = {name.removesuffix("_created") for name in re.findall(r"# TYPE (agentops_\w+)", shown)}
    counted = {name for name in names if f"{name}_total" in names}
    assert {f"`{name}`" for name in names - counted} <= set(
        re.findall("`.*?`", REFERENCE.read_text())
    )
