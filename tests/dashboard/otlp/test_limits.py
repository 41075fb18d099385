from __future__ import annotations

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agentops_otel.dashboard.otlp import crowding
from agentops_otel.dashboard.otlp.crowding import extra_bytes
from agentops_otel.dashboard.otlp.errors import MalformedError
from agentops_otel.dashboard.otlp.requests import decode_traces
from tests.dashboard.otlp.handwritten import (
    SPAN,
    TRACE,
    field,
    protobuf_request,
)


def span_protobuf(**repeated: int) -> bytes:
    """Encode a request of one span with that many empty events, links or attributes."""
    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add(name="s")
    span.trace_id, span.span_id = bytes.fromhex(TRACE), bytes.fromhex(SPAN)
    for part, count in repeated.items():
        for number in range(count):
            item = getattr(span, part).add()
            if part == "attributes":
                item.key = f"key {number}"
    return request.SerializeToString()


def test_ten_thousand_attributes_on_a_span_are_kept() -> None:
    (span,) = decode_traces(span_protobuf(attributes=10_000), "protobuf").records
    assert (len(span.attributes), span.dropped_attributes_count) == (10_000, 0)


@pytest.mark.parametrize("field", ["attributes", "events", "links"])
def test_items_of_a_span_over_a_limit_are_counted_as_dropped(field: str) -> None:
    (span,) = decode_traces(span_protobuf(**{field: 50_000}), "protobuf").records
    kept = len(getattr(span, field))
    assert 8_000 < kept < 20_000
    assert getattr(span, f"dropped_{field}_count") == 50_000 - kept


def test_records_over_the_limit_of_a_request_are_rejected() -> None:
    one = span_protobuf(events=5000)
    decoded = decode_traces(one * 40, "protobuf")
    assert len(decoded.records) + len(decoded.losses.records) == 40
    assert 20 < len(decoded.records) < 30
    assert "more than 131072 records" in decoded.losses.why()


def crowded(parts: bytes) -> bytes:
    return field(1, field(2, field(2, field(1, b"t" * 16) + field(2, b"s" * 8) + parts)))


@pytest.fixture
def most_parts(monkeypatch: pytest.MonkeyPatch) -> int:
    """Return a lowered bound on parts, quick to reach; the bytes per part stay as they are."""
    monkeypatch.setattr(crowding, "MAX_PARTS", 2**15)
    return 2**15


@pytest.mark.parametrize("part", [b"\x5a\x00", b"\x5a\x0a\x12\x08ABCDEFGH"], ids=["empty", "short"])
def test_a_body_of_more_parts_than_can_be_held_is_malformed(part: bytes, most_parts: int) -> None:
    body = crowded(part * (most_parts + 1))
    with pytest.raises(MalformedError, match="more than 32768 parts"):
        decode_traces(body, "protobuf")


def test_invalid_utf8_is_repaired_up_to_a_limit_of_parts(most_parts: int) -> None:
    body = crowded(field(5, b"\xff") + b"\x5a\x00" * (most_parts - 8))
    with pytest.raises(MalformedError, match="more than 32768 parts"):
        decode_traces(body + b"\x0a\x00" * 9, "protobuf")


@pytest.mark.parametrize("part", ["{}", "[]", "0"])
def test_json_of_more_parts_than_can_be_held_is_malformed(part: str, most_parts: int) -> None:
    body = b'{"x": [' + ",".join([part] * (2 * most_parts + 1)).encode() + b"]}"
    with pytest.raises(MalformedError, match="more than 32768 parts"):
        decode_traces(body, "json")


def test_a_large_body_of_ordinary_telemetry_is_not_crowded() -> None:
    request = protobuf_request()
    spans = request.resource_spans[0].scope_spans[0].spans
    for number in range(40):
        spans[0].attributes.add(key=f"prompt {number}").value.string_value = "a line\n" * 100_000
    body = request.SerializeToString()
    assert len(decode_traces(body, "protobuf").records) == 3
    assert extra_bytes(body, "protobuf") == 0
