"""Interpret names of models, and decide which names mean the same model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.values import as_name, parsed

# The first word of a model call's span name in OTel's conventions; the model's name follows.
_CALLS: Final = frozenset(("chat", "embeddings", "generate_content", "text_completion"))

# What LangChain4j and Spring AI write if they do not know the model.
_NO_MODEL: Final = frozenset(("none", "unknown"))

_RESOURCES: Final = ("models/", "publishers/", "projects/")

# OpenAI's families, whose members answer under their own names, and the endings of those names.
_FAMILIES: Final = ("gpt-", "chatgpt-", "o1", "o3", "o4")
_MEMBER: Final = re.compile(r"-\d{4}(-\d\d-\d\d)?$|-latest$")
_DATE: Final = re.compile(r"[-@](\d{4}-\d\d-\d\d|\d{8})\b")

# What names of models contain, and words do not.
_NO_WORD: Final = re.compile(r"[\d/:.-]")

# What a version's name adds to its family's: `gpt-5` and `gpt-5-2025-08-07`, `claude-opus-4` and
# `claude-opus-4@20260514` are one model each; `gpt-5` and `gpt-5-mini` are two.
_VERSION: Final = re.compile(r"([-@:_.]v?\d[\w.:-]*|-latest|-preview[\w.-]*|:\w+)")


def as_model(value: Any) -> str | None:
    """Return the name of a model, stripped of the Google resource path that it may be part of.

    Such paths are `models/NAME`, `publishers/google/models/NAME` and `projects/…/models/NAME`.
    """
    name = as_name(value)
    if name is None or name.lower() in _NO_MODEL:
        return None
    if not name.startswith(_RESOURCES):
        return name
    _, is_resource, bare = name.rpartition("models/")
    return (is_resource and as_name(bare)) or name


def model_named_in(span_name: str) -> str | None:
    """Return the model at the end of a model call's span name, as in `chat gpt-5`.

    A plain word, as in `chat completion`, is none.
    """
    operation, _, model = span_name.partition(" ")
    is_name = " " not in model and _NO_WORD.search(model) is not None
    return as_model(model) if operation in _CALLS and is_name else None


def bare_model(model: str) -> str:
    """Strip the server from a model's name: `openai/gpt-5`, `models/gemini-3-pro`."""
    return model.lower().rpartition("/")[2]


def makes_embeddings(model: str | None) -> bool:
    """Return whether a model makes embeddings, since some calls of one look like any other."""
    return "embed" in (model or "").lower()


def is_dated(model: str) -> bool:
    """Return whether a name is a version's: `gpt-5-2025-08-07`, `claude-opus-4@20260514`."""
    return _DATE.search(model) is not None


def is_family(model: str) -> bool:
    """Return whether a name is that of an OpenAI family, under which no model answers: `gpt-5`."""
    return bare_model(model).startswith(_FAMILIES) and _MEMBER.search(model) is None


def is_one_model(one: str, other: str) -> bool:
    """Return whether two names mean one model: the same name, or a family's and its version's."""
    shorter, longer = sorted((bare_model(one), bare_model(other)), key=len)
    return longer == shorter or (
        longer.startswith(shorter) and _VERSION.fullmatch(longer, len(shorter)) is not None
    )


def tell_models(facts: Facts, told: Iterable[Any]) -> None:
    """Assign a name that is either the requested model's or that of the one that answered.

    Args:
        facts: Facts of a model call; the models that they name already stay.
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
    """Return whether a name was taken out of a Bedrock id (`anthropic.NAME-v1:0`)."""
    return asked is not None and f".{model}" in asked
