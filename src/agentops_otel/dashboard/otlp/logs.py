"""Converts log record messages to log records."""

from __future__ import annotations

from typing import Any

from agentops_otel.dashboard.model import LogRecord, Resource, Scope
from agentops_otel.dashboard.otlp.ids import hex_if_valid
from agentops_otel.dashboard.otlp.times import unix_nano
from agentops_otel.dashboard.otlp.values import (
    MAX_ATTRIBUTES,
    beyond,
    read_attributes,
    read_value,
)


def read_log_record(message: Any, resource: Resource, scope: Scope) -> LogRecord:
    """Read a `LogRecord` message; invalid trace and span ids become empty strings."""
    observed = unix_nano(message.observed_time_unix_nano)
    return LogRecord(
        time_unix_nano=unix_nano(message.time_unix_nano) or observed,
        observed_time_unix_nano=observed,
        severity_number=message.severity_number,
        severity_text=message.severity_text,
        event_name=message.event_name,
        body=read_value(message.body),
        attributes=read_attributes(message.attributes),
        dropped_attributes_count=message.dropped_attributes_count
        + beyond(message.attributes, MAX_ATTRIBUTES),
        flags=message.flags,
        trace_id=hex_if_valid(message.trace_id, length=16),
        span_id=hex_if_valid(message.span_id, length=8),
        resource=resource,
        scope=scope,
    )
