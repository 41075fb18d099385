"""Names of models: what they say of a model, and which of them are of one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.values import as_name, parsed

# With which OTel's conventions begin the name of a model call, the model's name after it.
_CALLS: Final = frozenset(("chat", "embeddings", "generate_content", "text_completion"))

# What LangChain4j and Spring AI write where they know none.
_NO_MODEL: Final = frozenset(("none", "unknown"))

_RESOURCES: Final = ("models/", "publishers/", "projects/")

# OpenAI's families whose members answer under their own names, and how these end.
_FAMILIES: Final = ("gpt-", "chatgpt-", "o1", "o3", "o4")
_MEMBER: Final = re.compile(r"-\d{4}(-\d\d-\d\d)?$|-latest$")
_DATE: Final = re.compile(r"[-@](\d{4}-\d\d-\d\d|\d{8})\b")

# `gpt-5` and `gpt-5-2025-08-07`, `claude-opus-4` and `claude-opus-4@20260514` are one model under
# its family's and its version's name; `gpt-5` and `gpt-5-mini` are two.
_VERSION: Final = re.compile(r"([-@:_.]v?\d[\w.:-]*|-latest|-preview[\w.-]*|:\w+)")


def as_model(value: Any) -> str | None:
    """Give the name of a model, taken out of that of a resource of Google's that it may be.

    Those are `models/NAME`, `publishers/google/models/NAME` and `projects/…/models/NAME`.
    """
    name = as_name(value)
    if name is None or name.lower() in _NO_MODEL:
        return None
    if not name.startswith(_RESOURCES):
        return name
    _, is_resource, bare = name.rpartition("models/")
    return (is_resource and as_name(bare)) or name


def model_named_in(span_name: str) -> str | None:
    """Give the model that the name of a model call ends with, as in `chat gpt-5`."""
    operation, _, model = span_name.partition(" ")
    return as_model(model) if operation in _CALLS and " " not in model else None


def bare_model(model: str) -> str:
    """Leave out of a model's name who serves it: `openai/gpt-5`, `models/gemini-3-pro`."""
    return model.lower().rpartition("/")[2]


def makes_embeddings(model: str | None) -> bool:
    """Tell a model that makes embeddings, where a call of it is told like any other."""
    return "embed" in (model or "").lower()


def is_dated(model: str) -> bool:
    """Tell the name of a version, as it answers: `gpt-5-2025-08-07`, `claude-opus-4@20260514`."""
    return _DATE.search(model) is not None


def is_family(model: str) -> bool:
    """Tell the name of a family of OpenAI's models, under which none of them answers: `gpt-5`."""
    return bare_model(model).startswith(_FAMILIES) and _MEMBER.search(model) is None


def is_one_model(one: str, other: str) -> bool:
    """Tell whether two names are of one model: its own, or its family's and its version's."""
    shorter, longer = sorted((bare_model(one), bare_model(other)), key=len)
    return longer == shorter or (
        longer.startswith(shorter) and _VERSION.fullmatch(longer, len(shorter)) is not None
    )


def tell_models(facts: Facts, told: Iterable[Any]) -> None:
    """Tell whose a name is that is of the model asked for or of the one that answered.

    Args:
        facts: Of a model call; what they tell of its models already stands.
        told: Such names, the best first.
    """
    model = next(filter(None, (as_model(parsed(name)) for name in told)), None)
    if model is None or _is_named_in(model, facts.request_model):
        return
    if facts.request_model is None and (facts.response_model is not None or not is_dated(model)):
        facts.request_model = model if model != facts.response_model else None
    elif facts.response_model is None and (model != facts.request_model or not is_family(model)):
        facts.response_model = model


def _is_named_in(model: str, asked: str | None) -> bool:
    """Tell a name that was taken out of an id of Bedrock's (`anthropic.NAME-v1:0`)."""
    return asked is not None and f".{model}" in asked
