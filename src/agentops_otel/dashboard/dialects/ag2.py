"""AG2: OTel's conventions, and an extra span for each record of token usage.

https://github.com/ag2ai/ag2/blob/main/ag2/middleware/builtin/telemetry.py
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import Span

_TYPE: Final = "ag2.span.type"


def _is_note(span: Span) -> bool:
    """Return whether a span only repeats the usage of the call before it."""
    return span.attributes.get(_TYPE) == "usage"


DIALECT: Final = Dialect(
    name="AG2",
    kinds={
        _TYPE: {
            "agent": "agent",
            "human_input": "operation",
            "llm": "llm",
            "task": "task",
            "tool": "tool",
            "usage": "operation",
        }
    },
    keys={"reasoning_tokens": ("gen_ai.usage.thinking_tokens",)},
    no_operation=_is_note,
)
