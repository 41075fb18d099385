"""HoneyHive: `honeyhive_*`, with inputs and outputs spread over attributes.

https://github.com/honeyhiveai/python-sdk: model calls come from other instrumentations, whose spans
get a `honeyhive_event_type` too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.flat import gathered_object
from agentops_otel.dashboard.model import Span

_TYPE: Final = "honeyhive_event_type"
_RESULT: Final = "honeyhive_outputs.result"


def _is_failure(span: Span) -> bool:
    """Return whether a span only repeats the failure of its sibling."""
    attributes = span.attributes
    return "honeyhive_error" in attributes and "honeyhive_event_name" not in attributes


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if _TYPE not in attributes:
        return {}
    result = attributes.get(_RESULT) or gathered_object(attributes, _RESULT)
    return {
        "arguments": gathered_object(attributes, "honeyhive_inputs") or None,
        "result": result or None,
    }


DIALECT: Final = Dialect(
    name="HoneyHive",
    kinds={
        _TYPE: {
            "chain": "operation",
            "model": "llm",
            "session": "operation",
            "tool": "tool",
        }
    },
    keys={"entity": ("honeyhive_event_name",)},
    no_operation=_is_failure,
    said=_said,
)
