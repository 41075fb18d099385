from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from agentops_otel.dashboard.otlp.errors import MalformedError
from agentops_otel.dashboard.otlp.json_text import json_as_protobuf
from agentops_otel.dashboard.otlp.losses import Losses
from agentops_otel.dashboard.otlp.requests import Encoding, decode_logs, decode_traces
from agentops_otel.dashboard.otlp.signals import TRACES
from tests.dashboard.otlp.handwritten import (
    SPAN,
    TRACE,
    decode_one,
    span_json,
    traces_json,
)


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
