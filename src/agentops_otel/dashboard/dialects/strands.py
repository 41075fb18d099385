"""Strands Agents: OTel's conventions, with all contents in span events.

https://github.com/strands-agents/sdk-python/blob/main/src/strands/telemetry/tracer.py
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="Strands",
    kinds={
        "gen_ai.operation.name": {
            "execute_event_loop_cycle": "task",
            "invoke_graph": "workflow",
            "invoke_swarm": "workflow",
        }
    },
    keys={
        "cache_write_tokens": ("gen_ai.usage.cache_write_input_tokens",),
        # Named like a metric in seconds, but in milliseconds.
        "time_to_first_token": ("gen_ai.server.time_to_first_token",),
    },
)
