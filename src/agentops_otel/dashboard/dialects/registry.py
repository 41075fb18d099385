"""The list of dialects. If two carry the same fact of a span, the first one counts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from agentops_otel.dashboard.dialects import (
    adot,
    ag2,
    agenta,
    agentgateway,
    agentops,
    agentscope,
    ax,
    bifrost,
    braintrust,
    claude_code,
    cloudflare,
    cloudflare_agents,
    codex,
    confident,
    copilot,
    eino,
    embabel,
    gemini_cli,
    genkit,
    google_adk,
    guardrails_ai,
    haystack,
    honeyhive,
    laminar,
    langchain4j,
    langfuse,
    langsmith,
    langtrace,
    langwatch,
    litellm,
    llamaindex,
    logfire,
    mastra,
    mcp,
    mirascope,
    mlflow,
    n8n,
    netra,
    openinference,
    openlit,
    openllmetry,
    openrouter,
    otel_genai,
    pipecat,
    promptflow,
    pydantic_ai,
    qwen_code,
    rig,
    semantic_kernel,
    sentry,
    session_keys,
    span_kinds,
    spring_ai,
    strands,
    tensorzero,
    trulens,
    upsonic,
    vector_stores,
    vercel_ai,
    vercel_gateway,
    vllm,
    voltagent,
)
from agentops_otel.dashboard.dialects.dialect import Dialect, Keys

DIALECTS: Final[tuple[Dialect, ...]] = (
    session_keys.DIALECT,
    agentops.DIALECT,
    # Before OTel's: it writes wrong values into OTel's `gen_ai.operation.name`.
    langsmith.DIALECT,
    # Before OTel's, under which a generation would not be a call.
    mastra.DIALECT,
    otel_genai.DIALECT,
    openinference.DIALECT,
    guardrails_ai.DIALECT,
    openllmetry.DIALECT,
    vercel_ai.DIALECT,
    pydantic_ai.DIALECT,
    upsonic.DIALECT,
    logfire.DIALECT,
    llamaindex.DIALECT,
    strands.DIALECT,
    adot.DIALECT,
    ag2.DIALECT,
    ax.DIALECT,
    litellm.DIALECT,
    openrouter.DIALECT,
    cloudflare.DIALECT,
    cloudflare_agents.DIALECT,
    vercel_gateway.DIALECT,
    bifrost.DIALECT,
    agentgateway.DIALECT,
    tensorzero.DIALECT,
    openlit.DIALECT,
    langfuse.DIALECT,
    laminar.DIALECT,
    langtrace.DIALECT,
    langwatch.DIALECT,
    trulens.DIALECT,
    honeyhive.DIALECT,
    haystack.DIALECT,
    voltagent.DIALECT,
    mlflow.DIALECT,
    genkit.DIALECT,
    braintrust.DIALECT,
    confident.DIALECT,
    agenta.DIALECT,
    agentscope.DIALECT,
    mirascope.DIALECT,
    netra.DIALECT,
    pipecat.DIALECT,
    promptflow.DIALECT,
    rig.DIALECT,
    semantic_kernel.DIALECT,
    sentry.DIALECT,
    spring_ai.DIALECT,
    langchain4j.DIALECT,
    embabel.DIALECT,
    n8n.DIALECT,
    # Before `span_kinds`, under which the outermost component is a workflow.
    eino.DIALECT,
    span_kinds.DIALECT,
    google_adk.DIALECT,
    mcp.DIALECT,
    claude_code.DIALECT,
    codex.DIALECT,
    copilot.DIALECT,
    gemini_cli.DIALECT,
    qwen_code.DIALECT,
    vllm.DIALECT,
    vector_stores.DIALECT,
)


@cache
def keys_of(fact: str) -> tuple[str, ...]:
    """Return the attributes that carry a fact in any dialect, the best first, without repeats."""
    return _told_by(fact, (dialect.keys for dialect in DIALECTS))


@cache
def families_of(fact: str) -> tuple[str, ...]:
    """Return the prefixes of the numbered attributes that carry a fact in any dialect."""
    return _told_by(fact, (dialect.families for dialect in DIALECTS))


def _told_by(fact: str, tables: Iterable[Keys]) -> tuple[str, ...]:
    keys = (key for table in tables for told, each in table.items() if told == fact for key in each)
    return tuple(dict.fromkeys(keys))
