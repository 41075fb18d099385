"""Langtrace: OTel's conventions, with its own names for some operations and counts.

https://github.com/Scale3-Labs/langtrace-python-sdk
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="Langtrace",
    kinds={
        "gen_ai.operation.name": {
            "embed": "embedding",
            "openai.responses.create": "llm",
        }
    },
    keys={
        "response_id": ("gen_ai.response_id",),
        "cached_tokens": ("gen_ai.usage.cached_tokens",),
    },
)
