"""Spans to facts, whatever the dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final, NamedTuple

from agentops_otel.dashboard.dialects.dialect import Body
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, Facts
from agentops_otel.dashboard.dialects.names import named_in
from agentops_otel.dashboard.dialects.providers import provider_of
from agentops_otel.dashboard.dialects.registry import DIALECTS, keys_of
from agentops_otel.dashboard.dialects.session_keys import session_id_of
from agentops_otel.dashboard.dialects.values import as_count, as_name, as_number, as_tags
from agentops_otel.dashboard.model import LogRecord, OperationKind, Span
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


class _Slot(NamedTuple):
    """What an attribute tells.

    Attributes:
        rank: Its place among the attributes that tell the same; 0 is best.
    """

    rank: int
    fact: str
    read: Callable[[Any], Any]


def _slots() -> dict[str, _Slot]:
    slots: dict[str, _Slot] = {}
    for field in fields(Facts):
        read = _READERS.get(field.name, as_name)
        for rank, key in enumerate(keys_of(field.name)):
            slots.setdefault(key, _Slot(rank, field.name, read))
    return slots


_SLOTS: Final = _slots()
_KINDS: Final = tuple(
    (key, kinds, dialect.name) for dialect in DIALECTS for key, kinds in dialect.kinds.items()
)
_KIND_FUNCTIONS: Final = tuple(
    (dialect.kind, dialect.name) for dialect in DIALECTS if dialect.kind is not None
)
_OWN: Final = {dialect.name: dialect.own for dialect in DIALECTS}
_CALLS: Final[dict[str, tuple[OperationKind, str | None]]] = {
    name: (kind or "span", dialect.name)
    for dialect in DIALECTS
    for name, kind in dialect.calls.items()
}
_BODIES: Final[tuple[Body, ...]] = tuple(body for dialect in DIALECTS for body in dialect.bodies)
_REPLY_KEYS: Final = tuple(key for dialect in DIALECTS for key in dialect.reply_keys)


def read_facts(span: Span) -> Facts:
    """Read the facts of a span. One pass over its attributes, since every span comes by here."""
    attributes = span.attributes
    facts = _told(attributes)
    facts.kind, facts.dialect = _kind(span)
    facts.claims_session = _claims_session(attributes)
    _complete(facts, attributes, span.name)
    facts.error_types = _error_types(span)
    facts.is_error = span.status == "error" or as_name(attributes.get(ERROR_TYPE)) is not None
    return facts


def _told(attributes: Mapping[str, Any]) -> Facts:
    facts = Facts()
    found: dict[str, int] = {}
    for key, value in attributes.items():
        slot = _SLOTS.get(key)
        if slot is None:
            continue
        rank, fact, read = slot
        if found.get(fact, rank + 1) <= rank:
            continue
        known = read(value)
        if known is not None:
            found[fact] = rank
            setattr(facts, fact, known)
    return facts


def _kind(span: Span) -> tuple[OperationKind, str | None]:
    kind, dialect = _named_kind(span.attributes)
    if dialect is not None:
        return kind, dialect
    for tells, dialect in _KIND_FUNCTIONS:
        if told := tells(span):
            return told, dialect
    return "span", None


def _named_kind(attributes: Mapping[str, Any]) -> tuple[OperationKind, str | None]:
    for key, kinds, dialect in _KINDS:
        value = attributes.get(key)
        if isinstance(value, str) and (kind := kinds.get(value.lower())):
            return kind, dialect
    return "span", None


def read_record_facts(record: LogRecord) -> Facts | None:
    """Read the facts of a log record that tells of an operation; None if it tells of none."""
    name = event_name(record)
    if name not in _CALLS:
        return None
    facts = _told(record.attributes)
    facts.kind, facts.dialect = _CALLS[name]
    if facts.kind == "span":
        facts.kind, facts.dialect = _named_kind(record.attributes)
    if facts.kind == "span":
        return None
    _complete(facts, record.attributes, name)
    facts.is_error = as_name(record.attributes.get(ERROR_TYPE)) is not None
    return facts


def event_name(record: LogRecord) -> str:
    """Give the name of the event that a log record is; some have it in an attribute or the body."""
    for name in (record.event_name, record.attributes.get("event.name"), record.body):
        if isinstance(name, str) and name:
            return name
    return ""


def _complete(facts: Facts, attributes: Mapping[str, Any], name: str) -> None:
    own = _OWN.get(facts.dialect or "")
    if own is not None:
        for fact, value in own(attributes).items():
            read: Callable[[Any], Any] = _READERS.get(fact, as_name)
            if (known := read(value)) is not None:
                setattr(facts, fact, known)
    if facts.kind in MODEL_KINDS:
        _complete_call(facts, attributes)
    elif facts.kind != "span":
        _name(facts, name)


def _complete_call(facts: Facts, attributes: Mapping[str, Any]) -> None:
    """Read what only a body tells, and put the provider into one spelling."""
    for key, told, read in _BODIES:
        if key in attributes and any(getattr(facts, fact) is None for fact in told):
            for fact, value in read(attributes[key]).items():
                if getattr(facts, fact) is None:
                    setattr(facts, fact, value)
    facts.provider = provider_of(facts.provider, facts.response_model or facts.request_model)
    facts.has_reply = any(key.startswith(_REPLY_KEYS) for key in attributes)
    # Clients fill in zeros for what a provider does not count: writes to a cache where that is
    # nobody's choice (OpenAI), and everything but the input of an embedding.
    facts.cache_write_tokens = facts.cache_write_tokens or None
    if facts.kind == "embedding":
        facts.output_tokens = facts.output_tokens or None
        facts.cached_tokens = facts.cached_tokens or None
        facts.reasoning_tokens = facts.reasoning_tokens or None


def _name(facts: Facts, span_name: str) -> None:
    """Name a tool, an agent or a workflow that its dialect names only in passing."""
    if facts.kind == "tool" and facts.tool is None:
        facts.tool = facts.entity or named_in(span_name)
    elif facts.kind == "agent" and facts.agent is None:
        facts.agent = facts.entity or named_in(span_name)
    elif facts.kind == "workflow":
        facts.workflow = facts.entity or facts.workflow or named_in(span_name)


def _claims_session(attributes: Mapping[str, Any]) -> bool:
    """Tell whether a session span of our SDK's kind stands or will stand behind this span.

    A decorated function that runs outside any session makes spans with `agentops.span.kind` alone.
    """
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
