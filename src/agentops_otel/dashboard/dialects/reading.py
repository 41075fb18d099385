"""Read the facts of spans of any dialect."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import fields
from typing import Any, Final, NamedTuple

from agentops_otel.dashboard.dialects.arguments import read_tool_message
from agentops_otel.dashboard.dialects.dialect import UNKNOWN
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, USAGE, Facts
from agentops_otel.dashboard.dialects.kinds import kind_of_span
from agentops_otel.dashboard.dialects.langchain import is_tool_class, tell_agents
from agentops_otel.dashboard.dialects.models import (
    as_model,
    makes_embeddings,
    model_named_in,
    tell_models,
)
from agentops_otel.dashboard.dialects.names import named_in
from agentops_otel.dashboard.dialects.providers import is_framework, provider_of, raised_by
from agentops_otel.dashboard.dialects.recounting import recount
from agentops_otel.dashboard.dialects.registry import DIALECTS, keys_of
from agentops_otel.dashboard.dialects.session_keys import session_id_reader
from agentops_otel.dashboard.dialects.telling import attributes_of, chunk_times
from agentops_otel.dashboard.dialects.values import (
    as_cost,
    as_count,
    as_flag,
    as_name,
    as_seconds,
    as_tags,
    as_user,
)
from agentops_otel.dashboard.model import OperationKind, Span
from agentops_otel.dashboard.model.error_names import error_names
from agentops_otel.semconv import AGENTOPS_PREFIX, ERROR_TYPE, GEN_AI_OPERATION_NAME, SESSION_ID

_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "user": as_user,
    "tags": as_tags,
    "request_model": as_model,
    "response_model": as_model,
    "input_tokens": as_count,
    "output_tokens": as_count,
    "cached_tokens": as_count,
    "cache_write_tokens": as_count,
    "reasoning_tokens": as_count,
    "cost_usd": as_cost,
    "streamed_ns": as_seconds,
    "is_error": as_flag,
    "is_raw": as_flag,
}


class _Slot(NamedTuple):
    """The fact that an attribute carries.

    Attributes:
        rank: Its place among the attributes of the same fact; 0 is best.
    """

    rank: int
    fact: str
    read: Callable[[Any], Any]


def _slots() -> dict[str, _Slot]:
    slots: dict[str, _Slot] = {}
    for field in fields(Facts):
        for rank, key in enumerate(keys_of(field.name)):
            slots.setdefault(key, _Slot(rank, field.name, _reader(field.name, key)))
    return slots


def _reader(fact: str, key: str = "") -> Callable[[Any], Any]:
    return session_id_reader(key) if fact == "session_key" else _READERS.get(fact, as_name)


_SLOTS: Final = _slots()
_SESSION_PREFIX: Final = f"{AGENTOPS_PREFIX}session."
_UNTOLD: Final = (None, ())
_HTTP_STATUS: Final = ("http.response.status_code", "http.status_code", "http.status")
_REFUSED: Final = 400
_ANSWERED: Final = "tool_call_id"
_ASIDES: Final = tuple(dialect.aside for dialect in DIALECTS if dialect.aside is not None)
_OWN: Final = {dialect.name: dialect.own for dialect in DIALECTS if dialect.own is not None}
_BODIES: Final = tuple(body for dialect in DIALECTS for body in dialect.bodies)
_REPLY_KEYS: Final = tuple(key for dialect in DIALECTS for key in dialect.reply_keys)
_REPEATING: Final = frozenset(dialect.name for dialect in DIALECTS if dialect.repeats_usage)
_ADDING_UP: Final = tuple(dialect.adds_up for dialect in DIALECTS if dialect.adds_up is not None)
_FAILING: Final = frozenset(dialect.name for dialect in DIALECTS if dialect.fails_by_exception)


def read_facts(span: Span) -> Facts:
    """Read the facts of a span, in one pass over its attributes: it runs for every span."""
    attributes = span.attributes
    told = attributes_of(span)
    facts = facts_told_by(told)
    if facts.session_key is not None and facts.session_key == facts.response_id:
        facts.session_key = None
    facts.claims_session = _claims_session(attributes)
    facts.errors = tuple(error_names(attributes, span.events).items())
    facts.is_error = span.status == "error" or as_name(attributes.get(ERROR_TYPE)) is not None
    facts.kind, facts.dialect = kind_of_span(span)
    facts.is_error |= facts.dialect in _FAILING and bool(facts.errors)
    if facts.dialect is None:
        facts.kind = _presumed_kind(facts, names_kind=GEN_AI_OPERATION_NAME in attributes)
        facts.is_presumed = facts.kind == "llm"
    if facts.kind != "span":
        complete(facts, told, span.name, span.scope.name)
    if facts.kind == "llm":
        facts.is_cumulative = any(adds_up(span) for adds_up in _ADDING_UP)
    if facts.kind in MODEL_KINDS and span.status == "unset":
        _fail_unanswered(facts, attributes)
    if facts.kind in MODEL_KINDS and span.events:
        late = max(chunk_times(span), default=0)
        facts.answered_at = late if late > span.end_time_unix_nano else None
    return facts


def _fail_unanswered(facts: Facts, attributes: Mapping[str, Any]) -> None:
    """Mark an unanswered call as failed if its span shows that, though its status is unset.

    LangChain4j and others record an exception; gateways, which did not fail themselves, only the
    HTTP status by which the call was refused.
    """
    refused = any((as_count(attributes.get(key)) or 0) >= _REFUSED for key in _HTTP_STATUS)
    if (facts.errors or refused) and not _is_answered(facts):
        facts.is_error = True
        leave_out_answer(facts)


def _is_answered(facts: Facts) -> bool:
    return facts.has_usage or facts.has_reply or facts.response_id is not None


def facts_told_by(attributes: Mapping[str, Any]) -> Facts:
    """Read the facts that attributes carry independently of each other."""
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


def _looks_like_call(facts: Facts) -> bool:
    """Return whether this is a model call, by its usage, where no dialect knows the producer."""
    names_model = facts.request_model is not None or facts.response_model is not None
    is_answered = facts.has_usage or facts.response_id is not None
    return names_model and is_answered and facts.tool is None and facts.agent is None


def _presumed_kind(facts: Facts, *, names_kind: bool) -> OperationKind:
    """Return the kind of a span that no dialect knows, by its usage.

    If it names an agent or a kind, though an unknown one, its counts may be those of several calls:
    it is a call only if it has a response of its own, and names no agent.
    """
    if _looks_like_call(facts) and not names_kind:
        return "llm"
    model = facts.response_model or facts.request_model
    if model is None or not facts.has_usage or facts.tool is not None:
        return "span"
    is_call = facts.response_id is not None or makes_embeddings(model)
    return "llm" if is_call and facts.agent is None else "operation"


def complete(facts: Facts, attributes: Mapping[str, Any], name: str, scope: str) -> None:
    """Read the facts whose attributes can be read only once kind and dialect are known.

    Args:
        facts: The facts known so far; changed in place.
        attributes: Attributes of the span or log record.
        name: Name of the span, or of the event.
        scope: Name of the instrumentation scope.
    """
    own = _OWN.get(facts.dialect or "")
    if own is not None:
        told = own(attributes)
        _take(facts, told, anew=told)
    for aside in _ASIDES:
        _take(facts, aside(attributes), anew=())
    if facts.kind in MODEL_KINDS:
        _complete_call(facts, attributes, name)
    else:
        _complete_run(facts, attributes, name)
    recount(facts, attributes, scope)
    leave_out_answer(facts)


def _take(facts: Facts, told: Mapping[Any, Any], *, anew: Container[str]) -> None:
    """Take the values of facts that are unknown or listed in `anew`; `UNKNOWN` clears a fact."""
    for fact, value in told.items():
        if value is UNKNOWN:
            setattr(facts, fact, None)
        elif fact in anew or getattr(facts, fact) in _UNTOLD:
            read = _reader(fact)
            if (known := read(value)) is not None:
                setattr(facts, fact, known)


def _complete_call(facts: Facts, attributes: Mapping[str, Any], name: str) -> None:
    """Read the facts that only a body carries, and drop those that are not the call's."""
    for key, told, read, better in _BODIES:
        if key in attributes and any(getattr(facts, fact) is None for fact in told):
            _take(facts, read(attributes[key]), anew=better)
    tell_models(facts, (attributes[key] for key in keys_of("model") if key in attributes))
    if facts.request_model is None and facts.response_model is None:
        facts.request_model = model_named_in(name)
    facts.provider = provider_of(facts.provider, facts.response_model or facts.request_model)
    facts.provider = facts.provider or raised_by(error for error, _ in facts.errors)
    facts.has_reply = any(
        key.startswith(_REPLY_KEYS) and not key.endswith(".role") for key in attributes
    )
    # OpenLIT puts the names of the requested tools here.
    facts.tool = facts.call_id = None
    model = facts.response_model or facts.request_model
    if facts.kind == "llm" and not facts.output_tokens and makes_embeddings(model):
        facts.kind = "embedding"


def leave_out_answer(facts: Facts) -> None:
    """Keep only the requested model if nobody answered: one name may stand for both models."""
    if facts.is_error and facts.kind in MODEL_KINDS and not _is_answered(facts):
        facts.request_model = facts.request_model or facts.response_model
        facts.response_model = None


def _complete_run(facts: Facts, attributes: Mapping[str, Any], span_name: str) -> None:
    """Name what ran, and drop the facts of the model calls inside it."""
    if facts.dialect in _REPEATING:
        for repeated in USAGE:
            setattr(facts, repeated, None)
    facts.provider = provider_of(facts.provider, None)
    if is_framework(facts.provider):
        facts.provider = None
    tell_agents(facts, span_name)
    _name(facts, span_name)
    if facts.kind == "tool" and (facts.call_id is None or is_tool_class(facts.tool)):
        _read_tool_message(facts, attributes)


def _name(facts: Facts, span_name: str) -> None:
    """Name a tool, agent or workflow that its dialect names only in passing."""
    if facts.kind == "tool" and facts.tool is None:
        facts.tool = facts.entity or named_in(span_name)
    elif facts.kind == "agent" and facts.agent is None:
        name = facts.entity or named_in(span_name)
        # OTel names the span of a nameless agent after the model.
        facts.agent = name if name != facts.request_model else None
    elif facts.kind == "workflow":
        facts.workflow = facts.entity or facts.workflow or named_in(span_name)


def _read_tool_message(facts: Facts, attributes: Mapping[str, Any]) -> None:
    """Read the call id and the tool's name from a tool's result, if that is a message."""
    results = (attributes[key] for key in keys_of("result") if key in attributes)
    told = (result for result in results if not isinstance(result, str) or _ANSWERED in result)
    message = next(filter(None, map(read_tool_message, told)), {})
    facts.call_id = facts.call_id or as_name(message.get("tool_call_id"))
    if is_tool_class(facts.tool):
        facts.tool = as_name(message.get("name")) or facts.tool


def _claims_session(attributes: Mapping[str, Any]) -> bool:
    """Return whether a session span of our SDK has come or will come for this span.

    A decorated function that runs outside any session makes spans with `agentops.span.kind` alone.
    """
    prefix = AGENTOPS_PREFIX if SESSION_ID in attributes else _SESSION_PREFIX
    return any(key.startswith(prefix) for key in attributes)
