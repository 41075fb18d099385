"""Read providers' own requests and answers that an instrumentation keeps as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.dialect import Fact
from agentops_otel.dashboard.dialects.langchain import answer_in
from agentops_otel.dashboard.dialects.usage import read_usage
from agentops_otel.dashboard.dialects.values import (
    as_list,
    as_literal,
    as_mapping,
    as_name,
    as_printed,
)

_RESPONSE_ID_KEYS: Final = ("id", "response_id", "responseId", "ResponseId")
_MODEL_KEYS: Final = ("model", "model_name", "model_version", "modelVersion", "modelId")
_FINISH_KEYS: Final = ("finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason")
_USAGE_KEYS: Final = (
    "usage",
    "usage_metadata",
    "usageMetadata",
    "token_usage",
    "tokenUsage",
    "meta",
)

# Counts that Bedrock's Titan models put directly into the answer.
_BARE_COUNTS: Final = ("inputTextTokenCount",)

# Keys that distinguish an answer from any other object.
_ANSWER_KEYS: Final = frozenset((*_USAGE_KEYS, "choices", "candidates", "model", "model_name"))

# How Python prints Haystack's messages: the first word, and what precedes the last field.
_REPLY: Final = "ChatMessage("
_META: Final = ", _meta="

# OpenInference records the answers of OpenAI's agents as request parameters.
_ONLY_IN_ANSWERS: Final = frozenset(("created", "created_at"))


def read_request(value: Any) -> Mapping[Fact, Any]:
    """Read a provider's request, or the parameters of one."""
    request = as_mapping(value)
    if not _ONLY_IN_ANSWERS.isdisjoint(request):
        return {}
    model = _first_name(request, ("model", "model_name", "modelId", "model_id"))
    return {"request_model": model} if model is not None else {}


def read_response(value: Any) -> Mapping[Fact, Any]:
    """Read the id and the model of a provider's answer."""
    answer = _answer(value)
    if _ANSWER_KEYS.isdisjoint(answer):
        return {}
    return {
        "response_id": _first_name(answer, _RESPONSE_ID_KEYS),
        "response_model": _first_name(answer, _MODEL_KEYS),
    }


def _answer(value: Any) -> Mapping[str, Any]:
    answer = as_mapping(value)
    # OpenInference keeps the streams of Mistral's client as `{"data": {"id": …, "choices": …}}`.
    streamed = answer.get("data")
    if answer.keys() == {"data"} and isinstance(streamed, Mapping):
        answer = streamed
    if (meta := _meta_of_reply(answer.get("replies"))) is not None:
        return meta
    # smolagents prints the provider's answer inside its own.
    printed = as_printed(answer.get("raw"))
    if isinstance(printed, Mapping):
        return printed
    return answer_in(answer) if "generations" in answer else answer


def _meta_of_reply(replies: Any) -> Mapping[str, Any] | None:
    """Return the facts of a Haystack reply, which OpenInference prints; None for other answers."""
    told = replies[0] if isinstance(replies, (list, tuple)) and replies else None
    if not isinstance(told, str) or not told.startswith(_REPLY):
        return None
    meta = as_literal(told.rpartition(_META)[2].removesuffix(")"))
    return meta if isinstance(meta, Mapping) else None


def read_response_usage(value: Any) -> Mapping[Fact, Any]:
    """Read the token counts of a provider's answer."""
    answer = _answer(value)
    told = next((_counts(answer[key]) for key in _USAGE_KEYS if key in answer), None)
    if told is None:
        told = {key: answer[key] for key in _BARE_COUNTS if key in answer}
    return read_usage(told)


def _counts(usage: Any) -> Any:
    """Return Cohere's counts: all tokens, else the billed ones, which are fewer, else the usage."""
    counts = as_mapping(usage)
    return counts.get("tokens") or counts.get("billed_units") or usage


def finish_reason_in(value: Any) -> str | None:
    """Find the finish reason in an answer, or in messages that keep it next to their parts."""
    for answer in (_answer(value), *as_list(value), *_choices(value)):
        if isinstance(answer, Mapping):
            for key in _FINISH_KEYS:
                if (reason := _reason(answer.get(key))) is not None:
                    return reason
    return None


def _reason(value: Any) -> str | None:
    """Return a reason; Vercel's AI SDK has its own and the provider's in one object."""
    return as_name(value.get("unified") if isinstance(value, Mapping) else value)


def _choices(value: Any) -> Iterator[Any]:
    answer = _answer(value)
    for key in ("choices", "candidates"):
        yield from as_list(answer.get(key))


def _first_name(source: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((name for name in map(as_name, map(source.get, keys)) if name is not None), None)
