"""Requests written by hand, in JSON and in protobuf."""

from __future__ import annotations

import json
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.otlp.requests import decode_traces

TRACE, SPAN = "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"


def traces_json(*spans: dict[str, Any]) -> bytes:
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": list(spans)}]}]}).encode()


def span_json(**fields: Any) -> dict[str, Any]:
    return {"traceId": TRACE, "spanId": SPAN, "name": "s", **fields}


def decode_one(**fields: Any) -> Span:
    (span,) = decode_traces(traces_json(span_json(**fields)), "json").records
    return span


def protobuf_request() -> ExportTraceServiceRequest:
    request = ExportTraceServiceRequest()
    scope_spans = request.resource_spans.add().scope_spans.add()
    for number in range(3):
        span = scope_spans.spans.add(trace_id=bytes.fromhex(TRACE), name=f"span {number}")
        span.span_id = bytes([1, 2, 3, 4, 5, 6, 7, number])
        span.attributes.add(key="text").value.string_value = "caf\u00e9"
        span.start_time_unix_nano = 2**64 - 1
    return request


def field(number: int, content: bytes) -> bytes:
    length, encoded = len(content), bytearray([number << 3 | 2])
    while length > 0x7F:
        encoded.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes(encoded) + bytes([length]) + content
