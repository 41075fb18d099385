"""Bifrost, Maxim's gateway: a span per request, with its own names for the parts of counts.

https://github.com/maximhq/bifrost/blob/main/core/schemas/trace.go
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECT: Final = Dialect(
    name="Bifrost",
    keys={
        "cached_tokens": ("gen_ai.usage.prompt_token_details.cached_read_tokens",),
        "cache_write_tokens": ("gen_ai.usage.prompt_token_details.cached_write_tokens",),
        "reasoning_tokens": ("gen_ai.usage.completion_token_details.reasoning_tokens",),
        "finish_reason": ("gen_ai.response.finish_reason",),
    },
)
