"""Sentry's SDKs, if their spans also go to an OTel processor: `gen_ai.*` names of its own.

https://getsentry.github.io/sentry-conventions/attributes/gen_ai/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Dialect, Fact
from agentops_otel.dashboard.dialects.values import as_text, parsed

_TEXT: Final = "gen_ai.response.text"
_CALLS: Final = "gen_ai.response.tool_calls"


def _said(attributes: Mapping[str, Any]) -> Mapping[Fact, Any]:
    """Assemble an answer from its texts, a list or a single one, and its tool calls."""
    if _TEXT not in attributes and _CALLS not in attributes:
        return {}
    told = parsed(attributes.get(_TEXT))
    if isinstance(told, (list, tuple)):
        told = "\n".join(text for text in map(as_text, told) if text is not None)
    answer = {"role": "assistant", "content": told, "tool_calls": attributes.get(_CALLS)}
    return {"output_messages": answer}


DIALECT: Final = Dialect(
    name="Sentry",
    keys={
        "cached_tokens": ("gen_ai.usage.input_tokens.cached",),
        "cache_write_tokens": ("gen_ai.usage.input_tokens.cache_write",),
        "reasoning_tokens": ("gen_ai.usage.output_tokens.reasoning",),
        "input_messages": ("gen_ai.request.messages",),
        "arguments": ("gen_ai.tool.input",),
        "result": ("gen_ai.tool.output",),
    },
    said=_said,
    reply_keys=(_TEXT, _CALLS),
)
