"""Sessions for AI agents on plain OpenTelemetry."""

from __future__ import annotations

from agentops_otel.sdk.decorators import (
    agent,
    guardrail,
    operation,
    session,
    task,
    tool,
    workflow,
)
from agentops_otel.sdk.sessions.opening import (
    current_session,
    end_all_sessions,
    end_session,
    record_event,
    start_session,
)
from agentops_otel.sdk.sessions.session import Session
from agentops_otel.sdk.sessions.trail import SessionEvent
from agentops_otel.sdk.settings.arguments import ConfigurationError
from agentops_otel.sdk.setup import flush, init, shutdown

__all__ = [
    "ConfigurationError",
    "Session",
    "SessionEvent",
    "agent",
    "current_session",
    "end_all_sessions",
    "end_session",
    "flush",
    "guardrail",
    "init",
    "operation",
    "record_event",
    "session",
    "shutdown",
    "start_session",
    "task",
    "tool",
    "workflow",
]
