"""Vercel's AI Gateway: OTel's conventions, plus the cost of a request.

https://vercel.com/docs/ai-gateway/observability-and-spend/trace-drains
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact

_COST: Final = "vercel.ai_gateway.cost.total"
_CURRENCY: Final = "vercel.ai_gateway.cost.currency"


def _aside(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    if _COST not in attributes or str(attributes.get(_CURRENCY, "usd")).lower() != "usd":
        return {}
    return {"cost_usd": attributes[_COST]}


DIALECT: Final = Dialect(name="Vercel AI Gateway", aside=_aside)
