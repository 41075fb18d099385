"""Correct the token counts of instrumentations that are known to write them differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.estimates import are_of_texts
from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.providers import is_bedrock, is_google
from agentops_otel.dashboard.dialects.values import LARGEST_COUNT, as_count

# Pass on as input what Anthropic's and Bedrock's servers call input: the prompt without what was
# read from or written to a cache.
_CACHE_BESIDE: Final = frozenset(
    (
        "@traceloop/instrumentation-anthropic",
        "openlit.instrumentation.anthropic",
        "opentelemetry.instrumentation.bedrock",
        "opentelemetry.instrumentation.botocore.bedrock-runtime",
        "opentelemetry.instrumentation.genai.bedrock",
    )
)
# Spring AI's scope, which does so for Anthropic only.
_CACHE_BESIDE_OF_ANTHROPIC: Final = "org.springframework.boot"

_TOTAL_KEYS: Final = (
    "gen_ai.usage.total_tokens",
    "llm.usage.total_tokens",
    "llm.token_count.total",
    "ai.usage.totalTokens",
)

# Writes 0 for cached tokens where it does not look for them, as for streams.
_ZERO_IS_UNKNOWN: Final = "openlit.instrumentation.anthropic"

# Takes the number of tokens in the texts for the counts of a stream.
_ESTIMATING_STREAMS: Final = "@traceloop/instrumentation-openai"

# Estimates the counts of streams, and takes Anthropic's input for output and the reverse.
_LANGTRACE_FOR_NODE: Final = "@langtrase/typescript-sdk"

_AWS_FOR_NODE: Final = "@opentelemetry/instrumentation-aws-sdk"

# Guess counts by text length when these models, whose answers carry no counts, are invoked.
_GUESSING: Final = frozenset(
    (
        _AWS_FOR_NODE,
        "io.opentelemetry.aws-sdk-2.2",
        "opentelemetry.instrumentation.botocore.bedrock-runtime",
    )
)
_GUESSED_MODELS: Final = ("cohere.command", "mistral.")


# Scopes of OpenLIT's spans and log records for Node. For LangChain's calls, the only ones without a
# response id, it guesses the input by text length, since it does not know LangChain's count names.
_GUESSING_INPUT: Final = frozenset(("@openlit/instrumentation-langchain", "openlit"))


# Scopes of OpenLIT that guess the tokens of a stream without usage by its text. With usage, they
# write how many were cached, even if that is 0.
_GUESSING_STREAMS: Final = frozenset(
    (
        "openlit.instrumentation.azure_ai_inference",
        "openlit.instrumentation.litellm",
        "openlit.instrumentation.openai",
    )
)
_CACHED_KEYS: Final = (
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.prompt_tokens_details.cached_tokens",
)


def recount(facts: Facts, attributes: Mapping[str, Any], scope: str) -> None:
    """Correct the token counts of a span or log record.

    Args:
        facts: Its facts; changed in place.
        attributes: Its attributes.
        scope: Name of its instrumentation scope.
    """
    _drop_fillings(facts, scope)
    is_estimate = scope == _ESTIMATING_STREAMS and are_of_texts(facts, attributes)
    if is_estimate or _is_guess(facts, attributes, scope):
        facts.input_tokens = facts.output_tokens = None
    if scope in _GUESSING_STREAMS and _is_stream_without_usage(attributes):
        facts.has_guesses = True
        facts.input_tokens = facts.output_tokens = None
    if scope == _LANGTRACE_FOR_NODE:
        _straighten(facts, attributes)
    if scope == _AWS_FOR_NODE and _is_announced(facts, attributes):
        facts.output_tokens = None
    if scope in _GUESSING_INPUT and facts.response_id is None:
        facts.input_tokens = None
    total = _total(attributes) if facts.has_usage else None
    if total is not None and is_google(facts.provider, facts.response_model or facts.request_model):
        _add_thoughts(facts, total)
    elif _thinks_beside(facts, total):
        facts.output_tokens = min(
            (facts.output_tokens or 0) + (facts.reasoning_tokens or 0), LARGEST_COUNT
        )
    if total is not None and is_bedrock(facts.provider):
        _add_cache(facts, total)
    beside = (facts.cached_tokens or 0) + (facts.cache_write_tokens or 0)
    tokens_in = facts.input_tokens
    if beside and tokens_in is not None and _is_beside(facts, tokens_in, beside, total, scope):
        facts.input_tokens = min(tokens_in + beside, LARGEST_COUNT)


def _straighten(facts: Facts, attributes: Mapping[str, Any]) -> None:
    """Exchange what Langtrace for Node exchanged, and drop what it estimated."""
    if attributes.get("gen_ai.request.stream"):
        facts.input_tokens = facts.output_tokens = None
    elif facts.provider == "anthropic":
        facts.input_tokens, facts.output_tokens = facts.output_tokens, facts.input_tokens


def _total(attributes: Mapping[str, Any]) -> int | None:
    told = (as_count(attributes[key]) for key in _TOTAL_KEYS if key in attributes)
    return next(filter(None, told), None)


def _drop_fillings(facts: Facts, scope: str) -> None:
    """Drop the zeros that clients write for what was not counted.

    These are input and output if both are 0; an input of 0, which no model answers, if nothing came
    from a cache; cache writes of 0, since with OpenAI nobody chooses them; and for an embedding
    everything but its input.
    """
    facts.cache_write_tokens = facts.cache_write_tokens or None
    if not facts.input_tokens and not facts.output_tokens:
        facts.input_tokens = facts.output_tokens = None
    elif not (facts.input_tokens or facts.cached_tokens or facts.cache_write_tokens):
        facts.input_tokens = None
    if facts.kind == "embedding" or not facts.has_usage:
        facts.output_tokens = facts.output_tokens or None
        facts.cached_tokens = facts.cached_tokens or None
        facts.reasoning_tokens = facts.reasoning_tokens or None
    if scope == _ZERO_IS_UNKNOWN:
        facts.cached_tokens = facts.cached_tokens or None


def _add_thoughts(facts: Facts, total: int) -> None:
    """Add the thoughts to the output of one of Google's models.

    https://ai.google.dev/api/generate-content#UsageMetadata: `candidatesTokenCount`, which many
    take for the whole answer, leaves out `thoughtsTokenCount`; `totalTokenCount` includes both.
    """
    if facts.input_tokens is None or facts.output_tokens is None:
        return
    left_out = total - facts.input_tokens - facts.output_tokens
    if left_out > 0 and facts.reasoning_tokens in {None, left_out}:
        facts.output_tokens += left_out
        facts.reasoning_tokens = left_out


def _add_cache(facts: Facts, total: int) -> None:
    """Add the cached tokens to the input of a Bedrock call, if only the total includes them.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html:
    `inputTokens` leaves out what was read from or written to a cache, `totalTokens` includes both.
    """
    if facts.cached_tokens is None and facts.cache_write_tokens is None and facts.input_tokens:
        facts.input_tokens = max(facts.input_tokens, total - (facts.output_tokens or 0))


def _thinks_beside(facts: Facts, total: int | None) -> bool:
    """Return whether the output still excludes the reasoning, as xAI's servers count.

    It must if the reasoning exceeds it, and does if the total is the sum of all three.
    """
    if facts.output_tokens is None or not facts.reasoning_tokens:
        return False
    whole = (facts.input_tokens or 0) + facts.output_tokens + facts.reasoning_tokens
    return facts.reasoning_tokens > facts.output_tokens or total == whole


def _is_guess(facts: Facts, attributes: Mapping[str, Any], scope: str) -> bool:
    return (
        scope in _GUESSING
        and "InvokeModel" in str(attributes.get("rpc.method"))
        and (facts.request_model or "").startswith(_GUESSED_MODELS)
    )


def _is_stream_without_usage(attributes: Mapping[str, Any]) -> bool:
    is_stream = attributes.get("gen_ai.request.stream") is True
    return is_stream and not any(key in attributes for key in _CACHED_KEYS)


def _is_announced(facts: Facts, attributes: Mapping[str, Any]) -> bool:
    """Return whether only the start of a Claude stream was read, which announces a token or so."""
    is_stream = attributes.get("rpc.method") == "InvokeModelWithResponseStream"
    return is_stream and "anthropic.claude" in (facts.request_model or "")


def _is_beside(facts: Facts, tokens_in: int, beside: int, total: int | None, scope: str) -> bool:
    """Return whether the input still excludes what was read from or written to a cache.

    It must if the cache counts exceed it, and does if the total is the sum of them all.
    """
    if beside > tokens_in or scope in _CACHE_BESIDE:
        return True
    if scope == _CACHE_BESIDE_OF_ANTHROPIC and facts.provider == "anthropic":
        return True
    return total == tokens_in + beside + (facts.output_tokens or 0)
