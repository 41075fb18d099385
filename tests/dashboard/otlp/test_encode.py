from __future__ import annotations

import json
from collections import UserDict
from collections.abc import ItemsView
from typing import Any

from agentops_otel.dashboard.model import Resource, Scope, Span
from agentops_otel.dashboard.otlp.encode import traces_lines


class Read(UserDict[str, Any]):
    """Attributes that count how often they are read."""

    times = 0

    def items(self) -> ItemsView[str, Any]:
        self.times += 1
        return super().items()


def span(number: int, resource: Resource, scope: Scope) -> Span:
    return Span(
        trace_id=f"{1:032x}",
        span_id=f"{number:016x}",
        parent_span_id="",
        name="n",
        start_time_unix_nano=1,
        end_time_unix_nano=2,
        attributes={},
        resource=resource,
        scope=scope,
    )


def test_a_resource_is_encoded_once_for_any_number_of_records() -> None:
    attributes = Read({"service.name": "agents"})
    resource, scope = Resource(attributes), Scope("tests")
    (line,) = traces_lines([span(number, resource, scope) for number in range(1, 101)])
    assert attributes.times == 1
    (group,) = json.loads(line)["resourceSpans"]
    assert len(group["scopeSpans"][0]["spans"]) == 100


def test_records_of_equal_resources_and_scopes_are_grouped() -> None:
    def alike() -> tuple[Resource, Scope]:
        return Resource({"service.name": "agents"}), Scope("tests")

    other = Resource({"service.name": "others"}), Scope("tests")
    (line,) = traces_lines([span(1, *alike()), span(2, *other), span(3, *alike())])
    groups = [
        [each["spanId"][-1] for each in group["scopeSpans"][0]["spans"]]
        for group in json.loads(line)["resourceSpans"]
    ]
    assert groups == [["1", "3"], ["2"]]
