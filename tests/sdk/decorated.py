"""The names of the decorators, and the attributes of the only captured span."""

from __future__ import annotations

from typing import Any

from agentops_otel.testing import CapturedSpans

OPERATIONS = ("agent", "workflow", "task", "operation", "tool", "guardrail")
DECORATORS = ("session", *OPERATIONS)


def attributes_of(captured: CapturedSpans) -> dict[str, Any]:
    (span,) = captured.spans
    return dict(span.attributes or {})
