from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agentops_otel.dashboard.otlp.json_text import json_as_protobuf
from agentops_otel.dashboard.otlp.losses import Losses
from agentops_otel.dashboard.otlp.requests import Encoding, decode_logs, decode_traces
from agentops_otel.dashboard.otlp.signals import LOGS, TRACES
from tests.dashboard.otlp.handwritten import (
    protobuf_request,
    span_json,
    traces_json,
)

GENAI = Path(__file__).parents[2] / "fixtures" / "genai"


def nested(value: Any, depth: int) -> None:
    for _ in range(depth):
        value = value.array_value.values.add()
    value.string_value = "deep"


def test_a_too_deeply_nested_resource_attribute_is_dropped_alone() -> None:
    request = protobuf_request()
    attributes = request.resource_spans[0].resource.attributes
    attributes.add(key="service.name").value.string_value = "app"
    nested(attributes.add(key="deep").value, 60)
    decoded = decode_traces(request.SerializeToString(), "protobuf")
    assert len(decoded.records) == 3
    assert {str(span.resource.attributes) for span in decoded.records} == {
        "{'service.name': 'app'}"
    }
    assert "attributes of a Resource" in decoded.losses.why()


@pytest.mark.parametrize("depth", range(40, 60))
@pytest.mark.parametrize("encoding", ["protobuf", "json"])
def test_a_span_nested_to_any_depth_costs_no_other_span(encoding: Encoding, depth: int) -> None:
    request = protobuf_request()
    nested(request.resource_spans[0].scope_spans[0].spans[1].attributes[0].value, depth)
    body = request.SerializeToString()
    if encoding == "json":
        value: dict[str, Any] = {"stringValue": "deep"}
        for _ in range(depth):
            value = {"arrayValue": {"values": [value]}}
        deep = span_json(attributes=[{"key": "text", "value": value}])
        body = traces_json(span_json(), deep, span_json())
    decoded = decode_traces(body, encoding)
    assert len(decoded.records) + len(decoded.losses.records) == 3
    assert len(decoded.records) >= 2


def test_an_empty_request_is_valid() -> None:
    assert decode_traces(b"{}", "json").records == ()
    assert decode_traces(b"", "protobuf").records == ()
    assert decode_traces(b'{"resourceSpans": null}', "json").records == ()


@pytest.mark.parametrize("capture", sorted(GENAI.glob("*.chat.json")), ids=lambda path: path.stem)
def test_real_telemetry_reads_the_same_in_both_encodings(capture: Path) -> None:
    for request in json.loads(capture.read_text())["requests"]:
        body = json.dumps(request["body"]).encode()
        signal, decode = {"traces": (TRACES, decode_traces), "logs": (LOGS, decode_logs)}[
            request["signal"]
        ]
        encoded = json_as_protobuf(signal, body, Losses())
        decoded: Any = decode(body, "json")
        assert decoded.records
        assert decoded == decode(encoded, "protobuf")
