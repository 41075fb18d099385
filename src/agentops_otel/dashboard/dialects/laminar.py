"""Laminar: `lmnr.*`, around the spans of its fork of OpenLLMetry.

https://github.com/lmnr-ai/lmnr-python/tree/main/src/lmnr/opentelemetry_lib
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="Laminar",
    kinds={
        "lmnr.span.type": {
            "cached": "llm",
            "evaluation": "operation",
            "evaluator": "operation",
            "executor": "operation",
            "human_evaluator": "operation",
            "llm": "llm",
            "pipeline": "workflow",
            "tool": "tool",
        }
    },
    keys={
        "request_body": ("lmnr.span.input",),
        "response_body": ("lmnr.span.output",),
        "arguments": ("lmnr.span.input",),
        "result": ("lmnr.span.output",),
    },
    # Its `observe` for Node does not set the status.
    fails_by_exception=True,
)
