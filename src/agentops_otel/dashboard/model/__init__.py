"""The domain as dataclasses: what arrives, what is stored, what is returned. No I/O.

Ids are lowercase hex, times are nanoseconds since the epoch in UTC, durations are nanoseconds,
costs are USD. Unknown is None, never 0.
"""

from __future__ import annotations

from agentops_otel.dashboard.model.operations import (
    CostSource,
    FinishClass,
    Medium,
    Message,
    Operation,
    OperationKind,
    ToolCall,
)
from agentops_otel.dashboard.model.pages import (
    Count,
    Cursor,
    Page,
)
from agentops_otel.dashboard.model.sessions import (
    LOST_AFTER_NS,
    EventKind,
    Loss,
    SessionEvent,
    SessionState,
    SessionSummary,
    SpanSummary,
    StoredSpan,
)
from agentops_otel.dashboard.model.telemetry import (
    SPAN_KINDS,
    STATUS_CODES,
    Attributes,
    AttributeValue,
    Batch,
    Event,
    Link,
    LogRecord,
    Resource,
    Scope,
    Span,
    SpanKind,
    StatusCode,
    Written,
)

__all__ = [
    "LOST_AFTER_NS",
    "SPAN_KINDS",
    "STATUS_CODES",
    "AttributeValue",
    "Attributes",
    "Batch",
    "CostSource",
    "Count",
    "Cursor",
    "Event",
    "EventKind",
    "FinishClass",
    "Link",
    "LogRecord",
    "Loss",
    "Medium",
    "Message",
    "Operation",
    "OperationKind",
    "Page",
    "Resource",
    "Scope",
    "SessionEvent",
    "SessionState",
    "SessionSummary",
    "Span",
    "SpanKind",
    "SpanSummary",
    "StatusCode",
    "StoredSpan",
    "ToolCall",
    "Written",
]
