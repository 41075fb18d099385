from __future__ import annotations

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from agentops_otel.dashboard.otlp.errors import MalformedError
from agentops_otel.dashboard.otlp.requests import decode_logs, decode_traces
from tests.dashboard.otlp.handwritten import (
    SPAN,
    TRACE,
    field,
    protobuf_request,
)


def test_invalid_ids_in_protobuf_are_the_same_as_none() -> None:
    spans = protobuf_request()
    spans.resource_spans[0].scope_spans[0].spans[0].links.add(trace_id=b"abc", span_id=b"123456789")
    (link,) = decode_traces(spans.SerializeToString(), "protobuf").records[0].links
    assert (link.trace_id, link.span_id) == ("", "")

    logs = ExportLogsServiceRequest()
    scope_logs = logs.resource_logs.add().scope_logs.add()
    scope_logs.log_records.add(trace_id=b"abc", span_id=b"123456789")
    (record,) = decode_logs(logs.SerializeToString(), "protobuf").records
    assert (record.trace_id, record.span_id) == ("", "")


@pytest.mark.parametrize("broken", [b"\xff", b"\x0a\x05abc", b"\x07"])
@pytest.mark.parametrize(
    "place", ["span", "scope", "resource", "its attribute", "a whole resource"]
)
def test_invalid_protobuf_costs_only_itself(place: str, broken: bytes) -> None:
    span = field(1, bytes.fromhex(TRACE)) + field(2, bytes.fromhex(SPAN))
    good = field(1, field(2, field(2, span)))
    bad = {
        "span": field(1, field(2, field(2, span + broken) + field(2, span))),
        "scope": field(1, field(2, field(1, broken) + field(2, span))),
        "resource": field(1, field(1, broken) + field(2, field(2, span))),
        "its attribute": field(1, field(1, field(1, broken)) + field(2, field(2, span))),
        "a whole resource": field(1, broken),
    }[place]
    decoded = decode_traces(good + bad + good, "protobuf")
    assert len(decoded.records) == (2 if place == "a whole resource" else 3)
    assert len(decoded.losses.records) == (place == "span")
    assert decoded.losses.why()


@pytest.mark.parametrize("body", [b"not protobuf", b"\x0a\x05abc", b"\x0a\x02\xff\xff", b"\x07"])
def test_protobuf_that_is_not_a_request_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError, match="OTLP traces in protobuf"):
        decode_traces(body, "protobuf")


def test_invalid_utf8_is_repaired_in_that_value_only() -> None:
    body = protobuf_request().SerializeToString().replace(b"span 1", b"sp\xed\xa0\x801")
    decoded = decode_traces(body, "protobuf")
    assert [span.name for span in decoded.records] == ["span 0", "sp\ufffd\ufffd\ufffd1", "span 2"]
    assert {span.attributes["text"] for span in decoded.records} == {"caf\u00e9"}
    assert not decoded.losses.why()


def test_a_too_deeply_nested_span_is_rejected_alone() -> None:
    request = protobuf_request()
    value = request.resource_spans[0].scope_spans[0].spans[1].attributes[0].value
    for _ in range(60):
        value = value.array_value.values.add()
    value.string_value = "deep"
    decoded = decode_traces(request.SerializeToString(), "protobuf")
    assert [span.name for span in decoded.records] == ["span 0", "span 2"]
    assert "MaxDepth" in decoded.losses.why()


def test_times_too_large_to_store_are_capped() -> None:
    decoded = decode_traces(protobuf_request().SerializeToString(), "protobuf")
    assert {span.start_time_unix_nano for span in decoded.records} == {2**63 - 1}
