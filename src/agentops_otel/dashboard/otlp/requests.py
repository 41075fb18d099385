"""Decodes requests of traces and logs, in either encoding, into the dashboard's domain model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Literal, TypeVar

from agentops_otel.dashboard.model import LogRecord, Resource, Scope, Span
from agentops_otel.dashboard.otlp.errors import MalformedError, RejectedError
from agentops_otel.dashboard.otlp.json_text import json_as_protobuf
from agentops_otel.dashboard.otlp.logs import read_log_record
from agentops_otel.dashboard.otlp.losses import Losses
from agentops_otel.dashboard.otlp.protobuf import readable_protobuf
from agentops_otel.dashboard.otlp.shallow import shallow
from agentops_otel.dashboard.otlp.signals import LOGS, TRACES, Signal
from agentops_otel.dashboard.otlp.spans import read_span
from agentops_otel.dashboard.otlp.values import MAX_ATTRIBUTES, beyond, read_attributes

Encoding = Literal["protobuf", "json"]
Record = TypeVar("Record", Span, LogRecord)

_READABLE: Final = {"protobuf": readable_protobuf, "json": json_as_protobuf}
_NAMES: Final = {"protobuf": "protobuf", "json": "JSON"}

# As sent. Exporters split requests at a few MiB; the collector's receiver has the same limit.
MAX_REQUEST_BYTES: Final = 20 * 1024 * 1024

# Counts records, their events and links. Exporters send hundreds at once, collectors thousands.
MAX_RECORDS: Final = 131_072
_TOO_MANY: Final = f"the request has more than {MAX_RECORDS} records, events and links"


@dataclass(frozen=True, slots=True)
class Decoded(Generic[Record]):
    """The content of a request.

    Attributes:
        losses: What had to be left out.
    """

    records: tuple[Record, ...]
    losses: Losses = field(default_factory=Losses)


def decode_traces(body: bytes, encoding: Encoding) -> Decoded[Span]:
    """Decode an `ExportTraceServiceRequest`.

    Raises:
        MalformedError: The body is not one.
    """
    return _decode(TRACES, body, encoding, read_span)


def decode_logs(body: bytes, encoding: Encoding) -> Decoded[LogRecord]:
    """Decode an `ExportLogsServiceRequest`.

    Raises:
        MalformedError: The body is not one.
    """
    return _decode(LOGS, body, encoding, read_log_record)


def _decode(
    signal: Signal, body: bytes, encoding: Encoding, read: Callable[[Any, Resource, Scope], Record]
) -> Decoded[Record]:
    losses = Losses()
    encoded = _READABLE[encoding](signal, body, losses)
    records = _read(signal, shallow(signal.request.DESCRIPTOR).FromString(encoded), read, losses)
    if losses.parts and not records and not losses.records:
        why = losses.why()
        raise MalformedError(f"the body is not OTLP {signal.name} in {_NAMES[encoding]}: {why}")
    return Decoded(tuple(records), losses)


def _read(
    signal: Signal,
    request: Any,
    read: Callable[[Any, Resource, Scope], Record],
    losses: Losses,
) -> list[Record]:
    """Read the records of a shallow request message, up to `MAX_RECORDS`."""
    records = list[Record]()
    read_so_far = 0
    for resource_message in getattr(request, signal.resources):
        resource = _read_resource(resource_message)
        for scope_message in getattr(resource_message, signal.scopes):
            scope = _read_scope(scope_message)
            for message in getattr(scope_message, signal.records):
                if read_so_far >= MAX_RECORDS:
                    losses.records.append(_TOO_MANY)
                    continue
                try:
                    record = read(message, resource, scope)
                except RejectedError as error:
                    losses.records.append(str(error))
                    read_so_far += 1
                else:
                    records.append(record)
                    read_so_far += _size(record)
    return records


def _size(record: Span | LogRecord) -> int:
    if isinstance(record, LogRecord):
        return 1
    return 1 + len(record.events) + len(record.links)


def _read_resource(message: Any) -> Resource:
    return Resource(
        attributes=read_attributes(message.resource.attributes),
        dropped_attributes_count=message.resource.dropped_attributes_count
        + beyond(message.resource.attributes, MAX_ATTRIBUTES),
        schema_url=message.schema_url,
    )


def _read_scope(message: Any) -> Scope:
    return Scope(
        name=message.scope.name,
        version=message.scope.version,
        attributes=read_attributes(message.scope.attributes),
        dropped_attributes_count=message.scope.dropped_attributes_count
        + beyond(message.scope.attributes, MAX_ATTRIBUTES),
        schema_url=message.schema_url,
    )
