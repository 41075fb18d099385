"""Spans and log records as a receiver got them, decoded from OTLP without this project's code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

STATUS_NAMES = {0: "unset", 1: "ok", 2: "error"}


@dataclass(frozen=True)
class Event:
    name: str
    attributes: Mapping[str, Any]
    time_unix_nano: int


@dataclass(frozen=True)
class Span:
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: int
    attributes: Mapping[str, Any]
    events: tuple[Event, ...]
    links: tuple[str, ...]
    status: str
    status_message: str
    start_time_unix_nano: int
    end_time_unix_nano: int
    scope: str
    resource: Mapping[str, Any]


@dataclass(frozen=True)
class LogRecord:
    event_name: str
    trace_id: str
    span_id: str
    attributes: Mapping[str, Any]
    time_unix_nano: int
    resource: Mapping[str, Any]


def decode_spans(request: ExportTraceServiceRequest) -> list[Span]:
    return [
        Span(
            name=span.name,
            trace_id=span.trace_id.hex(),
            span_id=span.span_id.hex(),
            parent_id=span.parent_span_id.hex(),
            kind=span.kind,
            attributes=_attributes(span.attributes),
            events=tuple(
                Event(e.name, _attributes(e.attributes), e.time_unix_nano) for e in span.events
            ),
            links=tuple(link.span_id.hex() for link in span.links),
            status=STATUS_NAMES[span.status.code],
            status_message=span.status.message,
            start_time_unix_nano=span.start_time_unix_nano,
            end_time_unix_nano=span.end_time_unix_nano,
            scope=scoped.scope.name,
            resource=_attributes(group.resource.attributes),
        )
        for group in request.resource_spans
        for scoped in group.scope_spans
        for span in scoped.spans
    ]


def decode_logs(request: ExportLogsServiceRequest) -> list[LogRecord]:
    return [
        LogRecord(
            event_name=record.event_name,
            trace_id=record.trace_id.hex(),
            span_id=record.span_id.hex(),
            attributes=_attributes(record.attributes),
            time_unix_nano=record.time_unix_nano,
            resource=_attributes(group.resource.attributes),
        )
        for group in request.resource_logs
        for scoped in group.scope_logs
        for record in scoped.log_records
    ]


def _attributes(pairs: Iterable[KeyValue]) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return tuple(map(_value, value.array_value.values))
    if kind == "kvlist_value":
        return _attributes(value.kvlist_value.values)
    return getattr(value, kind)
