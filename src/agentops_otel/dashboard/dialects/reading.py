"""Spans to facts, whatever the dialect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.dialects.session_keys import session_id_of
from agentops_otel.dashboard.dialects.values import as_count, as_name, as_number, as_tags
from agentops_otel.dashboard.model import OperationKind, Span
from agentops_otel.semconv import AGENTOPS_PREFIX, ERROR_TYPE, SESSION_ID

_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "session_key": session_id_of,
    "tags": as_tags,
    "input_tokens": as_count,
    "output_tokens": as_count,
    "cached_tokens": as_count,
    "cache_write_tokens": as_count,
    "reasoning_tokens": as_count,
    "cost_usd": as_number,
}


def _ranked_keys() -> dict[str, tuple[int, str, Callable[[Any], Any]]]:
    """Give for every key that tells a fact its rank among those of that fact (0 is best)."""
    ranked: dict[str, tuple[int, str, Callable[[Any], Any]]] = {}
    ranks: dict[str, int] = {}
    for dialect in DIALECTS:
        for fact, keys in dialect.keys.items():
            if fact not in Facts.__dataclass_fields__:
                continue
            for key in keys:
                rank = ranks[fact] = ranks.get(fact, -1) + 1
                ranked.setdefault(key, (rank, fact, _READERS.get(fact, as_name)))
    return ranked


_KEYS: Final = _ranked_keys()
_KINDS: Final = tuple((key, kinds) for dialect in DIALECTS for key, kinds in dialect.kinds.items())
_KIND_FUNCTIONS: Final = tuple(dialect.kind for dialect in DIALECTS if dialect.kind)
_REPLY_KEYS: Final = tuple(key for dialect in DIALECTS for key in dialect.reply_keys)


def read_facts(span: Span) -> Facts:
    """Read the facts of a span. One pass over its attributes, since every span comes by here."""
    facts = Facts()
    found: dict[str, int] = {}
    for key, value in span.attributes.items():
        ranked = _KEYS.get(key)
        if ranked is None:
            continue
        rank, fact, read = ranked
        if found.get(fact, rank + 1) <= rank:
            continue
        known = read(value)
        if known is not None:
            found[fact] = rank
            setattr(facts, fact, known)
    facts.kind = _kind(span)
    facts.claims_session = _claims_session(span)
    if facts.kind in {"llm", "embedding"}:
        facts.has_reply = any(key.startswith(_REPLY_KEYS) for key in span.attributes)
    facts.error_types = _error_types(span)
    facts.is_error = span.status == "error" or ERROR_TYPE in span.attributes
    return facts


def _kind(span: Span) -> OperationKind:
    attributes = span.attributes
    for key, kinds in _KINDS:
        value = attributes.get(key)
        if isinstance(value, str) and (kind := kinds.get(value.lower())):
            return kind
    for told_by in _KIND_FUNCTIONS:
        if kind := told_by(span):
            return kind
    return "span"


def _claims_session(span: Span) -> bool:
    """Tell whether a session span of our SDK's kind stands or will stand behind this span.

    A decorated function that runs outside any session makes spans with `agentops.span.kind` alone.
    """
    attributes = span.attributes
    has_own_session = SESSION_ID in attributes
    return any(
        key.startswith("agentops.session.") or (has_own_session and key.startswith(AGENTOPS_PREFIX))
        for key in attributes
    )


def _error_types(span: Span) -> tuple[str, ...]:
    """Give `error.type` and the types of recorded exceptions, each once."""
    told = [span.attributes.get(ERROR_TYPE)]
    told += (
        event.attributes.get("exception.type") for event in span.events if event.name == "exception"
    )
    return tuple(dict.fromkeys(name for name in map(as_name, told) if name is not None))
