from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.otlp import crowding
from agentops_otel.dashboard.otlp.crowding import extra_bytes
from agentops_otel.dashboard.otlp.errors import MalformedError
from agentops_otel.dashboard.otlp.json_text import json_as_protobuf
from agentops_otel.dashboard.otlp.losses import Losses
from agentops_otel.dashboard.otlp.requests import Encoding, decode_logs, decode_traces
from agentops_otel.dashboard.otlp.signals import LOGS, TRACES

GENAI = Path(__file__).parents[2] / "fixtures" / "genai"
TRACE, SPAN = "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"


def traces_json(*spans: dict[str, Any]) -> bytes:
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": list(spans)}]}]}).encode()


def span_json(**fields: Any) -> dict[str, Any]:
    return {"traceId": TRACE, "spanId": SPAN, "name": "s", **fields}


def decode_one(**fields: Any) -> Span:
    (span,) = decode_traces(traces_json(span_json(**fields)), "json").records
    return span


def test_ids_in_json_are_hex_or_base64() -> None:
    as_base64 = {
        "traceId": base64.b64encode(bytes.fromhex(TRACE)).decode(),
        "spanId": base64.b64encode(bytes.fromhex(SPAN)).decode(),
    }
    span = decode_one(parentSpanId=SPAN.upper(), links=[{"traceId": TRACE, "spanId": SPAN}])
    assert (span.trace_id, span.span_id, span.parent_span_id) == (TRACE, SPAN, SPAN)
    assert (span.links[0].trace_id, span.links[0].span_id) == (TRACE, SPAN)
    assert decode_one(**as_base64) == decode_one()
    unpadded = {key: value.rstrip("=") for key, value in as_base64.items()}
    assert decode_one(**unpadded) == decode_one()


def test_ids_in_json_may_be_url_safe_base64() -> None:
    trace = b"\xff\xef\xbe" * 5 + b"\x01"
    as_base64 = base64.urlsafe_b64encode(trace).decode()
    assert {"-", "_"} & set(as_base64)
    assert decode_one(traceId=as_base64).trace_id == trace.hex()


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_nan_and_infinity_literals_in_json_are_read(word: str) -> None:
    attribute = {"key": "n", "value": {"doubleValue": float(word)}}
    body = traces_json(span_json(attributes=[attribute]))
    assert f": {word}".encode() in body
    (span,) = decode_traces(body, "json").records
    assert str(span.attributes["n"]) == str(float(word))


@pytest.mark.parametrize("start", ["1795510690587257118", 1795510690587257118])
def test_integers_in_json_are_strings_or_numbers(start: Any) -> None:
    attribute = {"key": "n", "value": {"intValue": start}}
    span = decode_one(startTimeUnixNano=start, attributes=[attribute])
    assert span.start_time_unix_nano == span.attributes["n"] == 1795510690587257118


@pytest.mark.parametrize("kind", [3, "SPAN_KIND_CLIENT"])
@pytest.mark.parametrize("code", [2, "STATUS_CODE_ERROR"])
def test_enums_in_json_are_numbers_or_names(kind: Any, code: Any) -> None:
    span = decode_one(kind=kind, status={"code": code, "message": "no"})
    assert (span.kind, span.status, span.status_message) == ("client", "error", "no")


@pytest.mark.parametrize(("kind", "code"), [(77, 9), (-1, -1), (-(2**31), -3)])
def test_unknown_fields_and_enum_values_are_ignored(kind: int, code: int) -> None:
    span = decode_one(kind=kind, status={"code": code}, novelty={"a": [1]})
    assert (span.kind, span.status) == ("unspecified", "unset")


def test_attributes_keep_their_types() -> None:
    values: dict[str, Any] = {
        "text": {"stringValue": "<b>'; DROP TABLE spans;--\u001b[31m\u0000"},
        "int": {"intValue": "-9223372036854775808"},
        "float": {"doubleValue": 1.0},
        "nan": {"doubleValue": "NaN"},
        "bool": {"boolValue": False},
        "bytes": {"bytesValue": base64.b64encode(b"\xff\x00").decode()},
        "list": {"arrayValue": {"values": [{"stringValue": "a"}, {"intValue": 1}, {}]}},
        "map": {"kvlistValue": {"values": [{"key": "k", "value": {"doubleValue": 2}}]}},
        "none": {},
    }
    attributes = dict(
        decode_one(attributes=[{"key": k, "value": v} for k, v in values.items()]).attributes
    )
    assert str(attributes.pop("nan")) == "nan"
    assert attributes == {
        "text": "<b>'; DROP TABLE spans;--\u001b[31m\u0000",
        "int": -(2**63),
        "float": 1.0,
        "bool": False,
        "bytes": b"\xff\x00",
        "list": ("a", 1, None),
        "map": {"k": 2.0},
        "none": None,
    }
    assert isinstance(attributes["float"], float)


@pytest.mark.parametrize("encoding", ["protobuf", "json"])
def test_attributes_are_read_wherever_a_request_has_them(encoding: Encoding) -> None:
    def attributes(place: str) -> list[dict[str, Any]]:
        inner = {"kvlistValue": {"values": [{"key": "is", "value": {"stringValue": place}}]}}
        return [{"key": "place", "value": inner}, {"key": place, "value": {"intValue": "1"}}]

    fields = span_json(
        attributes=attributes("span"),
        events=[{"name": "e", "attributes": attributes("event")}],
        links=[{"traceId": TRACE, "spanId": SPAN, "attributes": attributes("link")}],
    )
    scope = {"scope": {"name": "s", "attributes": attributes("scope")}, "spans": [fields]}
    resource = {"resource": {"attributes": attributes("resource")}, "scopeSpans": [scope]}
    body = json.dumps({"resourceSpans": [resource]}).encode()
    if encoding == "protobuf":
        body = json_as_protobuf(TRACES, body, Losses())

    (span,) = decode_traces(body, encoding).records
    places = {
        "span": span.attributes,
        "event": span.events[0].attributes,
        "link": span.links[0].attributes,
        "scope": span.scope.attributes,
        "resource": span.resource.attributes,
    }
    assert places == {place: {"place": {"is": place}, place: 1} for place in places}


def test_a_lone_surrogate_becomes_a_replacement_character_in_that_value_only() -> None:
    body = traces_json(span_json(name="NAME", attributes=[]))
    text = r"\ud83d\ude00 \\ud800 \ud800x \udc00\ud800"
    span = decode_traces(body.replace(b"NAME", text.encode()), "json").records[0]
    assert span.name == "\U0001f600 \\ud800 \ufffdx \ufffd\ufffd"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"traceId": "abc"}, "traceId is neither hex nor base64"),
        ({"traceId": None}, "trace_id has 0 bytes, not 16"),
        ({"traceId": "0" * 32}, "trace_id has only zeros"),
        ({"spanId": "0" * 16}, "span_id has only zeros"),
        ({"spanId": 7}, "spanId is neither hex nor base64"),
        ({"parentSpanId": "YWJj"}, "parentSpanId is neither hex nor base64 of 8 bytes"),
        ({"name": 5}, "Failed to parse name field"),
        ({"startTimeUnixNano": -1}, "out of range"),
        ({"links": [5]}, "it is not an object"),
        ({"kind": float("inf")}, "infinity"),
        ({"startTimeUnixNano": float("-inf")}, "Couldn't parse integer: -inf"),
    ],
)
def test_a_bad_span_is_rejected_alone_with_the_reason(fields: dict[str, Any], reason: str) -> None:
    good = span_json(spanId="00000000000000ff")
    body = traces_json(span_json(**fields), good, span_json(**fields))
    decoded = decode_traces(body.replace(b"Infinity", b"1e999"), "json")
    assert [span.span_id for span in decoded.records] == ["00000000000000ff"]
    assert len(decoded.losses.records) == 2
    assert reason in decoded.losses.why()
    assert decoded.losses.why().startswith("2 x ")


NO_IDS = [
    {"traceId": "zz" * 16, "spanId": "zz" * 8},
    {"traceId": "abcd", "spanId": "abcdef"},
    {"traceId": 7, "spanId": []},
    {"traceId": TRACE + "00", "spanId": SPAN + "00"},
    {"trace_id": "no trace", "span_id": "no span"},
    {},
]


@pytest.mark.parametrize("ids", NO_IDS)
def test_a_log_record_with_invalid_ids_is_kept_without_them(ids: dict[str, Any]) -> None:
    fields = {"severityText": "INFO", **ids}
    request = {"resourceLogs": [{"scopeLogs": [{"logRecords": [fields]}]}]}
    decoded = decode_logs(json.dumps(request).encode(), "json")
    (record,) = decoded.records
    assert (record.severity_text, record.trace_id, record.span_id) == ("INFO", "", "")
    assert not decoded.losses.records


@pytest.mark.parametrize("ids", NO_IDS)
def test_a_link_with_invalid_ids_is_kept_without_them(ids: dict[str, Any]) -> None:
    (link,) = decode_one(links=[{"traceState": "a=b", **ids}]).links
    assert (link.trace_state, link.trace_id, link.span_id) == ("a=b", "", "")


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


def test_a_span_that_is_not_an_object_is_rejected_alone() -> None:
    decoded = decode_traces(traces_json("no span", span_json()), "json")  # type: ignore[arg-type]
    assert len(decoded.records) == 1
    assert decoded.losses.why() == "1 x it is not an object"


BAD_SHARED: list[tuple[dict[str, Any], str]] = [
    ({"resource": 5}, "resource of a ResourceSpans"),
    ({"resource": {"attributes": {"a": "b"}}}, "attributes of a Resource"),
    ({"resource": {"attributes": [{"key": "a", "value": {"intValue": "x"}}]}}, "of a Resource"),
    ({"resource": {"attributes": [None, 5]}}, "attributes of a Resource"),
    ({"schemaUrl": 5}, "schemaUrl of a ResourceSpans"),
    ({"scopeSpans": [None]}, "not an object"),
    ({"scopeSpans": {"spans": []}}, "scopeSpans is not a list"),
    ({"scopeSpans": [{"spans": {}}]}, ""),
    ({"scopeSpans": [{"spans": "s"}]}, "spans is not a list"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_SHARED)
def test_a_bad_resource_costs_no_span(bad: dict[str, Any], reason: str) -> None:
    service = {"key": "service.name", "value": {"stringValue": "app"}}
    good = {"resource": {"attributes": [service]}, "scopeSpans": [{"spans": [span_json()]}]}
    body = json.dumps({"resourceSpans": [{**good, **bad}, good, None]}).encode()
    decoded = decode_traces(body, "json")
    assert len(decoded.records) == (1 if "scopeSpans" in bad else 2)
    assert decoded.records[-1].resource.attributes == {"service.name": "app"}
    assert reason in decoded.losses.why()
    assert not decoded.losses.records


@pytest.mark.parametrize("scope", [5, [5], {"name": 5}, {"attributes": [5]}])
def test_a_bad_scope_costs_no_span(scope: Any) -> None:
    kept = {"version": "1", "attributes": [{"key": "k", "value": {"stringValue": "v"}}]}
    if isinstance(scope, dict):
        scope = {**kept, **scope, "attributes": scope.get("attributes", []) + kept["attributes"]}
    body = json.dumps(
        {"resourceSpans": [{"scopeSpans": [{"scope": scope, "spans": [span_json()]}]}]}
    )
    decoded = decode_traces(body.encode(), "json")
    (span,) = decoded.records
    assert decoded.losses.why()
    if isinstance(scope, dict):
        assert (span.scope.version, span.scope.attributes) == ("1", {"k": "v"})


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


@pytest.mark.parametrize("depth", [100, 300, 1_000, 20_000])
@pytest.mark.parametrize("field", ["attributes", "unknown"])
def test_deeply_nested_json_costs_only_its_span(field: str, depth: int) -> None:
    value = '{"arrayValue":{"values":[' * depth + "{}" + "]}}" * depth
    deep = json.dumps(span_json(name='] \\" }')).removesuffix("}")
    deep += f',"{field}":[{{"key":"]\\"[","value":{value}}}],"kind":2}}'
    good = json.dumps(span_json(name='[ \ud800 \\" {', kind=3))
    body = f'{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{good},{deep},{good}]}}]}}]}}'
    decoded = decode_traces(body.encode(), "json")
    kept = ["client", "server", "client"] if field == "unknown" else ["client", "client"]
    assert [span.kind for span in decoded.records] == kept
    assert decoded.records[0].name == decoded.records[-1].name == '[ \ufffd \\" {'
    assert len(decoded.losses.records) == 3 - len(kept)


def test_unterminated_nested_json_is_malformed() -> None:
    with pytest.raises(MalformedError):
        decode_traces(b'{"resourceSpans":' + b"[" * 20_000, "json")


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


def test_a_number_with_too_many_digits_costs_only_its_span() -> None:
    body = traces_json(span_json(startTimeUnixNano="LONG"), span_json())
    decoded = decode_traces(body.replace(b'"LONG"', b"1" * 5000), "json")
    assert (len(decoded.records), len(decoded.losses.records)) == (1, 1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1]",
        b'"text"',
        b'{"resourceSpans": 5}',
        b'{"resourceSpans": [5]}',
        b'{"resourceSpans": [{"scopeSpans": {"spans": []}}]}',
        b'{"resourceSpans": [{"resource": 5}]}',
        b'{"resourceSpans": ' + b"[" * 100_000,
    ],
)
def test_json_that_is_not_a_request_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError, match="OTLP traces in JSON"):
        decode_traces(body, "json")


def test_an_empty_request_is_valid() -> None:
    assert decode_traces(b"{}", "json").records == ()
    assert decode_traces(b"", "protobuf").records == ()
    assert decode_traces(b'{"resourceSpans": null}', "json").records == ()


def protobuf_request() -> ExportTraceServiceRequest:
    request = ExportTraceServiceRequest()
    scope_spans = request.resource_spans.add().scope_spans.add()
    for number in range(3):
        span = scope_spans.spans.add(trace_id=bytes.fromhex(TRACE), name=f"span {number}")
        span.span_id = bytes([1, 2, 3, 4, 5, 6, 7, number])
        span.attributes.add(key="text").value.string_value = "caf\u00e9"
        span.start_time_unix_nano = 2**64 - 1
    return request


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


def span_protobuf(**repeated: int) -> bytes:
    """Encode a request of one span with that many empty events, links or attributes."""
    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add(name="s")
    span.trace_id, span.span_id = bytes.fromhex(TRACE), bytes.fromhex(SPAN)
    for field, count in repeated.items():
        for number in range(count):
            item = getattr(span, field).add()
            if field == "attributes":
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


def field(number: int, content: bytes) -> bytes:
    length, encoded = len(content), bytearray([number << 3 | 2])
    while length > 0x7F:
        encoded.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes(encoded) + bytes([length]) + content


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
