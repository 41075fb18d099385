"""Builders of OTLP JSON: spans and requests with ids and times that a test can name."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

SECOND = 10**9

# 2026-11-01T00:00:00Z
EPOCH = 1_793_491_200 * SECOND


def trace_id(number: int) -> str:
    return f"{number:032x}"


def span_id(number: int) -> str:
    return f"{number:016x}"


def any_value(value: Any) -> dict[str, Any]:  # noqa: PLR0911 - one for each type of OTLP.
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, bytes):
        return {"bytesValue": base64.b64encode(value).decode()}
    if isinstance(value, Mapping):
        return {"kvlistValue": {"values": attributes(value)}}
    return {"arrayValue": {"values": [any_value(each) for each in value]}}


def attributes(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": any_value(value)} for key, value in values.items()]


def event(name: str, at: float = 0, **values: Any) -> dict[str, Any]:
    return {
        "name": name,
        "timeUnixNano": str(EPOCH + int(at * SECOND)),
        "attributes": attributes(values),
    }


def span(
    name: str,
    number: int,
    *,
    parent: int | None = None,
    trace: int = 1,
    at: float = 0,
    lasts: float = 1,
    status: str = "unset",
    message: str = "",
    events: Sequence[Mapping[str, Any]] = (),
    links: Sequence[tuple[int, int]] = (),
    values: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a span that starts `at` seconds after `EPOCH` and lasts `lasts` seconds."""
    start = EPOCH + int(at * SECOND)
    return {
        "traceId": trace_id(trace),
        "spanId": span_id(number),
        "parentSpanId": "" if parent is None else span_id(parent),
        "name": name,
        "kind": 1,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + int(lasts * SECOND)),
        "attributes": attributes(values or {}),
        "events": list(events),
        "links": [{"traceId": trace_id(t), "spanId": span_id(s)} for t, s in links],
        "status": {"code": {"unset": 0, "ok": 1, "error": 2}[status], "message": message},
    }


def session_span(
    session: str,
    number: int = 1,
    *,
    name: str = "run",
    state: str = "success",
    reason: str | None = None,
    tags: Sequence[str] = (),
    values: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return a session span as the SDK ends it."""
    own = {
        "session.id": session,
        "agentops.session.name": name,
        "agentops.session.tags": list(tags),
        "agentops.span.kind": "session",
        "agentops.session.end_state": state,
        **({} if reason is None else {"agentops.session.end_state_reason": reason}),
    }
    status = {"success": "ok", "error": "error"}.get(state, "unset")
    return span(name, number, status=status, values={**own, **(values or {})}, **more)


def traces_request(*spans: Mapping[str, Any], service: str = "agents") -> dict[str, Any]:
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": attributes({"service.name": service})},
                "scopeSpans": [{"scope": {"name": "tests", "version": "1"}, "spans": list(spans)}],
            }
        ]
    }


def log_record(body: Any, *, at: float = 0, name: str = "", **more: Any) -> dict[str, Any]:
    return {
        "timeUnixNano": str(EPOCH + int(at * SECOND)),
        "severityNumber": 9,
        "severityText": "INFO",
        "eventName": name,
        "body": any_value(body),
        "attributes": attributes(more.pop("values", {})),
        **more,
    }


def logs_request(*records: Mapping[str, Any], service: str = "agents") -> dict[str, Any]:
    return {
        "resourceLogs": [
            {
                "resource": {"attributes": attributes({"service.name": service})},
                "scopeLogs": [{"scope": {"name": "tests"}, "logRecords": list(records)}],
            }
        ]
    }
