"""Shortcuts from telemetry to what a test checks."""

from __future__ import annotations

from typing import Any

from agentops_otel.dashboard.counting.operations import operations
from agentops_otel.dashboard.model import LogRecord, Operation, Span


def the_operation(*telemetry: Span | LogRecord, kind: str | None = None) -> Operation:
    """Return the only operation in the telemetry, or the only one of `kind`."""
    found = [each for each in the_operations(*telemetry) if kind in {None, each.kind}]
    assert len(found) == 1, [(each.kind, each.name) for each in found]
    return found[0]


def the_operations(*telemetry: Span | LogRecord) -> list[Operation]:
    spans = [each for each in telemetry if isinstance(each, Span)]
    records = [each for each in telemetry if isinstance(each, LogRecord)]
    return operations(spans, records)


def fields(operation: Operation, *names: str) -> dict[str, Any]:
    return {name: getattr(operation, name) for name in names}
