"""The fields that a filter may name, with grain, type and meaning.

A field is listed only if every store can answer it. An engine finds its column by `(grain, name)`.
"""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, get_args

from agentops_otel.dashboard.model import OperationKind, SessionState, StatusCode


class Grain(enum.Enum):
    """What a field describes."""

    SESSION = "session"
    SPAN = "span"


class FieldType(enum.Enum):
    """The type of a field's value, which determines how it is written."""

    TEXT = "text"
    HEX = "hex"
    CHOICE = "choice"
    COUNT = "count"
    COST = "cost"
    DURATION = "duration"
    TIME = "time"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True)
class Field:
    """A field that a filter may name.

    Attributes:
        name: As written before the colon; `attr`, without the key, for an attribute.
        grain: Whether it describes the session, or one span (inside `span(…)`).
        type: Type of its value.
        description: Its meaning, for users.
        many: Whether it may have several values; a leaf then holds if it holds for any of them.
        choices: All possible values of a `CHOICE`.
        key: The attribute key; only for an `ATTRIBUTE`.
    """

    name: str
    grain: Grain
    type: FieldType
    description: str
    many: bool = False
    choices: tuple[str, ...] = ()
    key: str | None = None


STATES: Final[tuple[str, ...]] = get_args(SessionState)
STATUSES: Final[tuple[str, ...]] = get_args(StatusCode)
KINDS: Final[tuple[str, ...]] = get_args(OperationKind)


def _registry(fields: Iterable[Field]) -> dict[str, Field]:
    return {field.name: field for field in fields}


_S, _P = Grain.SESSION, Grain.SPAN
_T = FieldType

SESSION_FIELDS: Final = _registry(
    (
        Field("id", _S, _T.TEXT, "id of the session"),
        Field("name", _S, _T.TEXT, "name of the session"),
        Field("state", _S, _T.CHOICE, "state of the session", choices=STATES),
        Field("reason", _S, _T.TEXT, "why it ended in its state"),
        Field("tag", _S, _T.TEXT, "a tag; `key:value` is a tag like any other", many=True),
        Field("user", _S, _T.TEXT, "id of the user"),
        Field("parent", _S, _T.TEXT, "id of the session that this one is nested in"),
        Field("trace", _S, _T.HEX, "id of a trace that has spans of the session", many=True),
        Field("service", _S, _T.TEXT, "name of a service", many=True),
        Field("environment", _S, _T.TEXT, "deployment environment of its resource", many=True),
        Field("provider", _S, _T.TEXT, "provider of an LLM call", many=True),
        Field("model", _S, _T.TEXT, "requested or answering model of an LLM call", many=True),
        Field("tool", _S, _T.TEXT, "name of a tool that ran", many=True),
        Field("agent", _S, _T.TEXT, "name of an agent that ran", many=True),
        Field("kind", _S, _T.CHOICE, "kind of one of its spans", many=True, choices=KINDS),
        Field("event", _S, _T.TEXT, "name of a span event", many=True),
        Field("error", _S, _T.TEXT, "type of an error: `error.type` or exception", many=True),
        Field("start", _S, _T.TIME, "start of the session"),
        Field("end", _S, _T.TIME, "end of the session; none while it is open"),
        Field("duration", _S, _T.DURATION, "end minus start; the time so far while it is open"),
        Field("spans", _S, _T.COUNT, "number of spans"),
        Field("events", _S, _T.COUNT, "number of spans but session spans, and of span events"),
        Field("errors", _S, _T.COUNT, "number of events with status error"),
        Field("llm_calls", _S, _T.COUNT, "number of LLM calls, each counted once"),
        Field("tool_calls", _S, _T.COUNT, "number of tool runs, each counted once"),
        Field("tokens", _S, _T.COUNT, "input and output tokens of all LLM calls"),
        Field("input_tokens", _S, _T.COUNT, "input tokens, cached ones included"),
        Field("output_tokens", _S, _T.COUNT, "output tokens, reasoning included"),
        Field("cached_tokens", _S, _T.COUNT, "input tokens that were read from a cache"),
        Field("cost", _S, _T.COST, "cost of all LLM calls, USD"),
        Field("lost_spans", _S, _T.COUNT, "spans of its processes that are known to be lost"),
        Field("first_user_text", _S, _T.TEXT, "what the user says first to a model, cut short"),
        Field("attr", _S, _T.ATTRIBUTE, "an attribute of one of its spans", many=True),
    )
)

SPAN_FIELDS: Final = _registry(
    (
        Field("id", _P, _T.HEX, "id of the span"),
        Field("trace", _P, _T.HEX, "id of its trace"),
        Field("name", _P, _T.TEXT, "name of the span"),
        Field("kind", _P, _T.CHOICE, "operation kind", choices=KINDS),
        Field("status", _P, _T.CHOICE, "status of the span", choices=STATUSES),
        Field("service", _P, _T.TEXT, "name of its service"),
        Field("provider", _P, _T.TEXT, "provider of the LLM call"),
        Field("model", _P, _T.TEXT, "requested or answering model of the LLM call", many=True),
        Field("tool", _P, _T.TEXT, "name of the tool that ran"),
        Field("agent", _P, _T.TEXT, "name of the agent"),
        Field("event", _P, _T.TEXT, "name of one of its events", many=True),
        Field("error", _P, _T.TEXT, "`error.type` or exception type", many=True),
        Field("start", _P, _T.TIME, "start of the span"),
        Field("duration", _P, _T.DURATION, "end minus start"),
        Field("tokens", _P, _T.COUNT, "input and output tokens"),
        Field("input_tokens", _P, _T.COUNT, "input tokens, cached ones included"),
        Field("output_tokens", _P, _T.COUNT, "output tokens, reasoning included"),
        Field("cost", _P, _T.COST, "cost, USD"),
        Field("attr", _P, _T.ATTRIBUTE, "an attribute of the span"),
    )
)

_FIELDS: Final = {Grain.SESSION: SESSION_FIELDS, Grain.SPAN: SPAN_FIELDS}


def find_field(name: str, grain: Grain) -> Field | None:
    """Return the field of a name, or None; `attr.KEY` is the field of that attribute."""
    fields = _FIELDS[grain]
    prefix, dot, key = name.partition(".")
    if dot and prefix == "attr":
        return replace(fields["attr"], key=key) if key else None
    return None if name == "attr" else fields.get(name)


def near_names(name: str, grain: Grain) -> tuple[str, ...]:
    """Return up to three field names that may have been meant by `name`, nearest first."""
    known = ["attr.KEY" if each == "attr" else each for each in _FIELDS[grain]]
    wanted = name.lower()
    close = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
    related = [each for each in known if each in wanted or (len(wanted) > 1 and wanted in each)]
    return tuple(dict.fromkeys(close + related))[:3]
