"""Embabel, for Java: OTel's conventions around Spring AI's, with its own names of operations.

https://github.com/embabel/embabel-agent/tree/main/embabel-agent-observability
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="Embabel",
    kinds={
        "gen_ai.operation.name": {
            "action": "task",
            "agent": "agent",
            "planning": "operation",
            "rag": "retrieval",
            "ranking": "operation",
            "tool_loop": "operation",
        }
    },
    keys={
        "agent": ("embabel.agent.name",),
        "query": ("embabel.rag.query",),
    },
)
