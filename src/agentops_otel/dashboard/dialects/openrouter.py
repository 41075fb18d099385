"""OpenRouter's Broadcast: the gateway's span for each request, with its attempts below.

https://openrouter.ai/docs/guides/features/broadcast/otel-collector
"""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import Span

_SCOPE: Final = "openrouter"
_PARTS: Final = ("generation", "provider attempt ")


def _is_part(span: Span) -> bool:
    """Return whether a span is a step inside the gateway; the request's span has everything."""
    is_below = span.scope.name == _SCOPE and span.parent_span_id
    return bool(is_below) and span.name.startswith(_PARTS)


DIALECT: Final = Dialect(
    name="OpenRouter",
    keys={"ms_to_first_chunk": ("trace.metadata.openrouter.first_token_ms",)},
    no_operation=_is_part,
)
