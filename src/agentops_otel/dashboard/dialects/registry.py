"""The list of dialects. Where two tell the same fact of a span, the first of them counts."""

from __future__ import annotations

from functools import cache
from typing import Final

from agentops_otel.dashboard.dialects import (
    ag2,
    agentops,
    claude_code,
    google_adk,
    honeyhive,
    laminar,
    langfuse,
    langsmith,
    langtrace,
    langwatch,
    litellm,
    llamaindex,
    logfire,
    mastra,
    mcp,
    mlflow,
    openinference,
    openlit,
    openllmetry,
    otel_genai,
    pydantic_ai,
    session_keys,
    strands,
    trulens,
    vercel_ai,
)
from agentops_otel.dashboard.dialects.dialect import Dialect

DIALECTS: Final[tuple[Dialect, ...]] = (
    session_keys.DIALECT,
    agentops.DIALECT,
    # Before OTel's, whose name of the operation it fills in wrong.
    langsmith.DIALECT,
    # Before OTel's, in whose words a generation is no call.
    mastra.DIALECT,
    otel_genai.DIALECT,
    openinference.DIALECT,
    openllmetry.DIALECT,
    vercel_ai.DIALECT,
    pydantic_ai.DIALECT,
    logfire.DIALECT,
    llamaindex.DIALECT,
    strands.DIALECT,
    ag2.DIALECT,
    litellm.DIALECT,
    openlit.DIALECT,
    langfuse.DIALECT,
    laminar.DIALECT,
    langtrace.DIALECT,
    langwatch.DIALECT,
    trulens.DIALECT,
    honeyhive.DIALECT,
    mlflow.DIALECT,
    google_adk.DIALECT,
    mcp.DIALECT,
    claude_code.DIALECT,
)


@cache
def keys_of(fact: str) -> tuple[str, ...]:
    """Give the attributes that tell a fact in any dialect, the best first, each once."""
    keys = (
        key
        for dialect in DIALECTS
        for told, its_keys in dialect.keys.items()
        if told == fact
        for key in its_keys
    )
    return tuple(dict.fromkeys(keys))


@cache
def families_of(fact: str) -> tuple[str, ...]:
    """Give what the numbered attributes begin with that tell a fact in any dialect."""
    families = (
        family
        for dialect in DIALECTS
        for told, its_families in dialect.families.items()
        if told == fact
        for family in its_families
    )
    return tuple(dict.fromkeys(families))
