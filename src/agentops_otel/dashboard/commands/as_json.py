"""Results as JSON; sessions as in the API."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime

from pydantic_core import to_json

from agentops_otel.dashboard.api.sessions import Session
from agentops_otel.dashboard.api.wire import Body, UnixNano
from agentops_otel.dashboard.model import OperationKind, SessionSummary, SpanSummary, StatusCode
from agentops_otel.dashboard.safety.keys import Key
from agentops_otel.dashboard.safety.roles import Role


class SpanRow(Body):
    """A span of the tree."""

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    service: str | None
    kind: OperationKind
    start_time_unix_nano: UnixNano
    duration_ns: int
    status: StatusCode


class ShownSession(Session):
    """The summary of a session, with its spans by start."""

    spans: list[SpanRow]


class ListedKey(Body):
    """A key, without its text."""

    id: str
    role: Role
    name: str
    created: datetime


def print_keys(keys: Sequence[Key]) -> None:
    """Print an array of keys."""
    _print([ListedKey.model_validate(key) for key in keys])


def print_sessions(sessions: Sequence[SessionSummary]) -> None:
    """Print an array of summaries."""
    _print([Session.model_validate(session) for session in sessions])


def print_session(session: SessionSummary, spans: Sequence[SpanSummary]) -> None:
    """Print a summary with its spans."""
    summary = Session.model_validate(session)
    rows = [SpanRow.model_validate(span) for span in spans]
    _print(ShownSession(**dict(summary), spans=rows))


def _print(body: Body | Sequence[Body]) -> None:
    # JSON is always UTF-8 (RFC 8259, section 8.1), whatever the locale.
    sys.stdout.buffer.write(to_json(body, indent=2) + b"\n")
