"""Read token counts from the usage objects of providers and frameworks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from agentops_otel.dashboard.dialects.dialect import Fact
from agentops_otel.dashboard.dialects.values import as_count, as_mapping

Count = Literal["total", "input", "output", "cached", "written", "tools", "reasoning"]

# The names of each count. A name with a dot is a path into an object of details.
_NAMES: Final[dict[Count, tuple[str, ...]]] = {
    "input": (
        "input_tokens",
        "prompt_tokens",
        "inputTokens",
        "promptTokens",
        "prompt_token_count",
        "promptTokenCount",
        "input_token_count",
        "inputTextTokenCount",
        "inputTokens.total",
        "input",
    ),
    "output": (
        "output_tokens",
        "completion_tokens",
        "outputTokens",
        "completionTokens",
        "candidates_token_count",
        "candidatesTokenCount",
        "output_token_count",
        "outputTokens.total",
        "output",
    ),
    "total": ("total_tokens", "totalTokens", "total_token_count", "totalTokenCount", "total"),
    "cached": (
        "prompt_tokens_details.cached_tokens",
        "input_tokens_details.cached_tokens",
        "input_token_details.cache_read",
        "cached_content_token_count",
        "cachedContentTokenCount",
        "cachedContentTokens",
        "prompt_cached_tokens",
        "cachedInputTokens",
        "inputTokens.cacheRead",
        "cached_tokens",
        "cached_token_count",
        "input_cached_tokens",
    ),
    "written": (
        "input_token_details.cache_creation",
        "inputTokens.cacheWrite",
        "cache_write_token_count",
    ),
    "tools": (),
    "reasoning": (
        "completion_tokens_details.reasoning_tokens",
        "output_tokens_details.reasoning_tokens",
        "output_token_details.reasoning",
        "reasoningTokens",
        "outputTokens.reasoning",
        "completion_reasoning_tokens",
        "reasoning_tokens",
        "reasoning_token_count",
        "output_reasoning_tokens",
    ),
}

# Names of counts that are added to input and output instead of being part of them: Anthropic and
# Bedrock count the cache this way, Google reasoning and what its own tools returned to the model,
# Langfuse's LangChain handler cache and reasoning.
_APART: Final[dict[Count, tuple[str, ...]]] = {
    "cached": (
        "cache_read_input_tokens",
        "cacheReadInputTokens",
        "cache_read_tokens",
        "input_cache_read",
    ),
    "written": (
        "cache_creation_input_tokens",
        "cacheCreationInputTokens",
        "cacheWriteInputTokens",
        "cache_creation_tokens",
        "cache_write_tokens",
        "input_cache_creation",
        "input_cache_write",
    ),
    "tools": ("tool_use_prompt_token_count", "toolUsePromptTokenCount"),
    "reasoning": (
        "thoughts_token_count",
        "thoughtsTokenCount",
        "thoughtsTokens",
        "output_reasoning",
    ),
}


class _Meaning(NamedTuple):
    counted: Count
    rank: int
    is_apart: bool


_MEANINGS: Final = {
    name: _Meaning(count, rank, is_apart)
    for is_apart, names_of in ((False, _NAMES), (True, _APART))
    for count, names in names_of.items()
    for rank, name in enumerate(names, start=len(_NAMES[count]) if is_apart else 0)
}
_DETAILS: Final = frozenset(name.partition(".")[0] for name in _MEANINGS if "." in name)


def read_usage(value: Any) -> Mapping[Fact, Any]:
    """Read token counts.

    Input is the whole prompt and output the whole answer, however they were counted: a total
    decides if there is one, else the names do.
    """
    counts: dict[Count, tuple[int, int]] = {}
    apart: dict[Count, int] = {}
    for name, number in _numbers(as_mapping(value)):
        count, rank, is_apart = _MEANINGS[name]
        if rank < counts.get(count, (rank + 1, 0))[0]:
            counts[count] = rank, number
        if is_apart:
            apart[count] = max(number, apart.get(count, 0))
    known = {count: number for count, (_, number) in counts.items()}
    beside = {} if _sum(known, "input", "output") == known.get("total") else apart
    if _sum(known, "input", "output", "cached", "written", "reasoning") == known.get("total"):
        # Langfuse's client for Node counts like this, under the names of inclusive counts.
        beside = known
    if "input" in known:
        known["input"] += _sum(beside, "cached", "written", "tools")
    if "output" in known:
        known["output"] += _sum(beside, "reasoning")
    return {fact: known[count] for count, fact in _FACTS.items() if count in known}


def _sum(counts: Mapping[Count, int], *names: Count) -> int:
    return sum(counts.get(name, 0) for name in names)


_FACTS: Final[dict[Count, Fact]] = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cached": "cached_tokens",
    "written": "cache_write_tokens",
    "reasoning": "reasoning_tokens",
}


def _numbers(usage: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the numbers whose names are known."""
    for name, value in usage.items():
        details = as_mapping(value) if name in _DETAILS else {}
        if details:
            for inner, number in details.items():
                path = f"{name}.{inner}"
                if path in _MEANINGS and (count := as_count(number)) is not None:
                    yield path, count
        elif name in _MEANINGS and (count := as_count(value)) is not None:
            yield name, count
