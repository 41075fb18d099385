"""Ax, for Node: OTel's conventions with token counts in a span event, without texts.

https://github.com/ax-llm/ax/blob/main/src/ax/ai/base.ts
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.values import as_count
from agentops_otel.dashboard.model import OperationKind, Span

_CALLS: Final = frozenset(("AI Chat Request", "AI Embed Request"))
_TOTAL: Final = "gen_ai.usage.total_tokens"
_OUTPUT: Final = "gen_ai.usage.output_tokens"
_THOUGHTS: Final = "gen_ai.usage.thoughts_tokens"


def _kind(span: Span) -> OperationKind | None:
    """Recognise tool runs, and generations, which have their model calls below them."""
    if "tool.mode" in span.attributes and "tool.name" in span.attributes:
        return "tool"
    return "operation" if "signature_name" in span.attributes else None


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    return named if span.name in _CALLS else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the whole prompt as the total without the output.

    The input count excludes cached tokens.
    """
    if "tool.mode" in attributes:
        return {"call_id": attributes.get("function.id")}
    total, tokens_out = (as_count(attributes.get(count)) for count in (_TOTAL, _OUTPUT))
    if total is None or tokens_out is None or _THOUGHTS in attributes:
        return {}
    return {"input_tokens": total - tokens_out}


DIALECT: Final = Dialect(
    name="Ax",
    keys={
        "streaming": ("gen_ai.request.llm_is_streaming",),
        "reasoning_tokens": (_THOUGHTS,),
    },
    kind=_kind,
    claims=_claims,
    own=_own,
    telling_events=frozenset(("gen_ai.usage",)),
)
