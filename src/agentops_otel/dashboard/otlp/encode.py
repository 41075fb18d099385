"""Encodes spans and log records as OTLP JSON, one request per line.

Collectors write this format to files and read it from them:
https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from agentops_otel.dashboard.model import (
    SPAN_KINDS,
    STATUS_CODES,
    Attributes,
    AttributeValue,
    Event,
    Link,
    LogRecord,
    Resource,
    Scope,
    Span,
)
from agentops_otel.dashboard.otlp.signals import LOGS, TRACES, Signal

# As many as exporters put into a request; a line stays far below the limits of receivers.
_RECORDS_PER_LINE: Final = 512

Record = TypeVar("Record", Span, LogRecord)


def traces_lines(spans: Iterable[Span]) -> Iterator[bytes]:
    """Encode spans as requests, one per line, without newlines."""
    return _lines(TRACES, spans, _span)


def logs_lines(records: Iterable[LogRecord]) -> Iterator[bytes]:
    """Encode log records as requests, one per line, without newlines."""
    return _lines(LOGS, records, _log_record)


def _lines(
    signal: Signal, records: Iterable[Record], encode: Callable[[Record], dict[str, Any]]
) -> Iterator[bytes]:
    remaining = iter(records)
    while chunk := list(islice(remaining, _RECORDS_PER_LINE)):
        request = {signal.resources_json: list(_grouped(signal, chunk, encode))}
        yield json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()


def _grouped(
    signal: Signal, records: Sequence[Record], encode: Callable[[Record], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Group records by resource and scope.

    Records that arrived together share these objects, and a resource may be far larger than a
    record, so each is encoded once.
    """
    groups: dict[str, dict[str, Any]] = {}
    known: dict[tuple[int, int], list[Any]] = {}
    for record in records:
        source = id(record.resource), id(record.scope)
        if source not in known:
            resource, scope = _head(record.resource, record.scope)
            key = json.dumps((resource, scope), sort_keys=True)
            group = groups.setdefault(key, {**resource, signal.scopes_json: [scope]})
            known[source] = group[signal.scopes_json][0].setdefault(signal.records_json, [])
        known[source].append(encode(record))
    return iter(groups.values())


def _head(resource: Resource, scope: Scope) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        {
            "resource": _present(
                attributes=_attributes(resource.attributes),
                droppedAttributesCount=resource.dropped_attributes_count,
            ),
            **_present(schemaUrl=resource.schema_url),
        },
        {
            "scope": _present(
                name=scope.name,
                version=scope.version,
                attributes=_attributes(scope.attributes),
                droppedAttributesCount=scope.dropped_attributes_count,
            ),
            **_present(schemaUrl=scope.schema_url),
        },
    )


def _span(span: Span) -> dict[str, Any]:
    return _present(
        traceId=span.trace_id,
        spanId=span.span_id,
        parentSpanId=span.parent_span_id,
        traceState=span.trace_state,
        flags=span.flags,
        name=span.name,
        kind=SPAN_KINDS.index(span.kind),
        startTimeUnixNano=str(span.start_time_unix_nano),
        endTimeUnixNano=str(span.end_time_unix_nano),
        attributes=_attributes(span.attributes),
        droppedAttributesCount=span.dropped_attributes_count,
        events=[_event(event) for event in span.events],
        droppedEventsCount=span.dropped_events_count,
        links=[_link(link) for link in span.links],
        droppedLinksCount=span.dropped_links_count,
        status=_present(message=span.status_message, code=STATUS_CODES.index(span.status)),
    )


def _event(event: Event) -> dict[str, Any]:
    return _present(
        timeUnixNano=str(event.time_unix_nano),
        name=event.name,
        attributes=_attributes(event.attributes),
        droppedAttributesCount=event.dropped_attributes_count,
    )


def _link(link: Link) -> dict[str, Any]:
    return _present(
        traceId=link.trace_id,
        spanId=link.span_id,
        traceState=link.trace_state,
        attributes=_attributes(link.attributes),
        droppedAttributesCount=link.dropped_attributes_count,
        flags=link.flags,
    )


def _log_record(record: LogRecord) -> dict[str, Any]:
    return _present(
        timeUnixNano=str(record.time_unix_nano),
        observedTimeUnixNano=str(record.observed_time_unix_nano),
        severityNumber=record.severity_number,
        severityText=record.severity_text,
        eventName=record.event_name,
        body=None if record.body is None else _value(record.body),
        attributes=_attributes(record.attributes),
        droppedAttributesCount=record.dropped_attributes_count,
        flags=record.flags,
        traceId=record.trace_id,
        spanId=record.span_id,
    )


def _present(**fields: Any) -> dict[str, Any]:
    """Leave out fields with default values, as protobuf does."""
    return {name: value for name, value in fields.items() if value}


def _attributes(attributes: Attributes) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in attributes.items()]


def _value(value: AttributeValue) -> dict[str, Any]:  # noqa: PLR0911 - one return per type.
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value if math.isfinite(value) else _not_finite(value)}
    if isinstance(value, bytes):
        return {"bytesValue": base64.b64encode(value).decode()}
    if isinstance(value, Mapping):
        return {"kvlistValue": {"values": _attributes(value)}}
    if value is None:
        return {}
    return {"arrayValue": {"values": [_value(each) for each in value]}}


def _not_finite(value: float) -> str:
    """Return the name that protobuf's JSON mapping has for a number that JSON cannot express."""
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
