"""The list of dialects. Where two tell the same fact of a span, the first of them counts."""

from __future__ import annotations

from typing import Final

from agentops_otel.dashboard.dialects import agentops, otel_genai, session_keys
from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECTS: Final[tuple[Dialect, ...]] = (
    session_keys.DIALECT,
    agentops.DIALECT,
    otel_genai.DIALECT,
)
