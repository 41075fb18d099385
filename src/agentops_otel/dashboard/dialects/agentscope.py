"""AgentScope, of Alibaba: OTel's conventions, with its own cache counts and tool results.

https://github.com/agentscope-ai/agentscope/blob/main/src/agentscope/tracing/_extractor.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.values import as_list, as_mapping
from agentops_otel.dashboard.model import OperationKind, Span

_SCOPE: Final = "agentscope"
_RESULT: Final = "gen_ai.tool.call.result"
_RESULT_KEYS: Final = frozenset(("content", "state"))


def _claims(span: Span, named: OperationKind) -> OperationKind | None:
    return named if span.scope.name == _SCOPE else None


def _own(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read the failure of a tool, which the status of its span does not show."""
    return {"is_error": True} if _result_in(attributes).get("state") == "error" else {}


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Read what a tool returned, if it is text alone."""
    blocks = as_list(_result_in(attributes).get("content"))
    texts = [block.get("text") for block in blocks if isinstance(block, Mapping)]
    is_text = bool(texts) and len(texts) == len(blocks)
    if not is_text or not all(isinstance(text, str) for text in texts):
        return {}
    return {"returned": "\n".join(map(str, texts))}


def _result_in(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    told = attributes.get(_RESULT)
    if not isinstance(told, str) or '"state"' not in told:
        return {}
    found = as_mapping(told)
    return found if found.keys() >= _RESULT_KEYS else {}


DIALECT: Final = Dialect(
    name="AgentScope",
    keys={
        "cached_tokens": ("agentscope.usage.cache_input_tokens",),
        "cache_write_tokens": ("agentscope.usage.cache_creation_input_tokens",),
    },
    claims=_claims,
    own=_own,
    said=_said,
)
