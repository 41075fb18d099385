"""What providers' own requests and answers say, where an instrumentation keeps them as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.values import as_count, as_list, as_mapping, as_name

_RESPONSE_ID_KEYS: Final = ("id", "response_id", "responseId", "ResponseId")
_MODEL_KEYS: Final = ("model", "model_version", "modelVersion", "modelId")
_FINISH_KEYS: Final = ("finish_reason", "finishReason", "stop_reason", "stopReason")
_USAGE_KEYS: Final = ("usage", "usage_metadata", "usageMetadata", "token_usage", "tokenUsage")

# Where in a usage object each count is: a path is inside an object of details.
_INPUT: Final = (
    "input_tokens",
    "prompt_tokens",
    "inputTokens",
    "promptTokens",
    "prompt_token_count",
    "promptTokenCount",
    "input",
)
_OUTPUT: Final = (
    "output_tokens",
    "completion_tokens",
    "outputTokens",
    "completionTokens",
    "candidates_token_count",
    "candidatesTokenCount",
    "output",
)
_TOTAL: Final = ("total_tokens", "totalTokens", "total_token_count", "totalTokenCount", "total")
_CACHED: Final = (
    "prompt_tokens_details.cached_tokens",
    "input_tokens_details.cached_tokens",
    "input_token_details.cache_read",
    "cached_content_token_count",
    "cachedContentTokenCount",
    "cachedInputTokens",
    "cached_tokens",
    "input_cached_tokens",
)
# Beside the input, not part of it, as Anthropic counts.
_CACHED_APART: Final = (
    "cache_read_input_tokens",
    "cacheReadInputTokens",
    "cache_read_tokens",
    "input_cache_read",
)
_WRITTEN: Final = ("input_token_details.cache_creation",)
_WRITTEN_APART: Final = (
    "cache_creation_input_tokens",
    "cacheCreationInputTokens",
    "cacheWriteInputTokens",
    "cache_creation_tokens",
    "input_cache_creation",
    "input_cache_write",
)
_REASONING: Final = (
    "completion_tokens_details.reasoning_tokens",
    "output_tokens_details.reasoning_tokens",
    "output_token_details.reasoning",
    "reasoningTokens",
    "reasoning_tokens",
    "output_reasoning_tokens",
)
# Beside the output, as Google counts.
_REASONING_APART: Final = ("thoughts_token_count", "thoughtsTokenCount", "output_reasoning")


def read_request(value: Any) -> Mapping[str, Any]:
    """Read a provider's request, or the parameters of one."""
    model = _first_name(as_mapping(value), ("model", "model_name", "modelId", "model_id"))
    return {"request_model": model} if model is not None else {}


def read_response(value: Any) -> Mapping[str, Any]:
    """Read a provider's answer."""
    answer = as_mapping(value)
    facts: dict[str, Any] = {}
    if any(key in answer for key in _USAGE_KEYS) or "choices" in answer or "model" in answer:
        facts["response_id"] = _first_name(answer, _RESPONSE_ID_KEYS)
        facts["response_model"] = _first_name(answer, _MODEL_KEYS)
        for key in _USAGE_KEYS:
            facts.update(read_usage(answer.get(key)))
    return facts


def finish_reason_in(value: Any) -> str | None:
    """Find why a model stopped in an answer, or in messages that keep it beside their parts."""
    for answer in (*as_list(value), *_choices(value)):
        if isinstance(answer, Mapping):
            for key in _FINISH_KEYS:
                if (reason := as_name(answer.get(key))) is not None:
                    return reason
    return None


def _choices(value: Any) -> Iterator[Any]:
    answer = as_mapping(value)
    for key in ("choices", "candidates"):
        yield from as_list(answer.get(key))


def read_usage(value: Any) -> Mapping[str, Any]:
    """Read a provider's token counts.

    Input is all of the prompt and output all of the answer, whichever way they were counted: where
    there is a total it tells, else the names do.
    """
    usage = as_mapping(value)
    counts = {
        "input_tokens": _first_count(usage, _INPUT),
        "output_tokens": _first_count(usage, _OUTPUT),
        "cached_tokens": _first_count(usage, (*_CACHED, *_CACHED_APART)),
        "cache_write_tokens": _first_count(usage, (*_WRITTEN, *_WRITTEN_APART)),
        "reasoning_tokens": _first_count(usage, (*_REASONING, *_REASONING_APART)),
    }
    tokens_in, tokens_out = counts["input_tokens"], counts["output_tokens"]
    if tokens_in is not None:
        counts["input_tokens"] = tokens_in + _apart(usage, (_CACHED_APART, _WRITTEN_APART))
    if tokens_out is not None:
        counts["output_tokens"] = tokens_out + _apart(usage, (_REASONING_APART,))
    return {name: count for name, count in counts.items() if count is not None}


def _apart(usage: Mapping[str, Any], kinds: tuple[tuple[str, ...], ...]) -> int:
    """Sum what was counted beside the rest; 0 if the total says that it was not."""
    told = (_first_count(usage, _INPUT) or 0) + (_first_count(usage, _OUTPUT) or 0)
    if _first_count(usage, _TOTAL) == told:
        return 0
    return sum(_first_count(usage, keys) or 0 for keys in kinds)


def _first_count(usage: Mapping[str, Any], paths: tuple[str, ...]) -> int | None:
    return next((count for count in _counts(usage, paths) if count is not None), None)


def _counts(usage: Mapping[str, Any], paths: tuple[str, ...]) -> Iterator[int | None]:
    for path in paths:
        outer, _, inner = path.partition(".")
        value = usage.get(outer)
        yield as_count(as_mapping(value).get(inner) if inner else value)


def _first_name(source: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((name for name in map(as_name, map(source.get, keys)) if name is not None), None)
