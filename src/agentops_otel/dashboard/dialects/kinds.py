"""Determine a span's kind of operation, and the dialect that defines it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.dialects.remembered import Remembered
from agentops_otel.dashboard.model import OperationKind, Span


class Told(NamedTuple):
    """A kind, and the name of the dialect that determined it, or None."""

    kind: OperationKind
    dialect: str | None = None


_NOTHING: Final = Told("span")

# The member of an enumeration as Python prints it: `SpanKind.LLM`.
_MEMBER: Final = re.compile(r"[A-Z]\w*\.([A-Z][A-Z_]*)")
_BEFORE_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")

_KINDS: Final = tuple(
    (key, {value: Told(kind, dialect.name) for value, kind in kinds.items()})
    for dialect in DIALECTS
    for key, kinds in dialect.kinds.items()
)
_NAMING_KEYS: Final = frozenset(key for key, _ in _KINDS)
_FUNCTIONS: Final = tuple(
    (dialect.kind, dialect.name) for dialect in DIALECTS if dialect.kind is not None
)
_CLAIMS: Final = tuple(
    (dialect.claims, dialect.name) for dialect in DIALECTS if dialect.claims is not None
)
_NO_OPERATIONS: Final = tuple(
    dialect.no_operation for dialect in DIALECTS if dialect.no_operation is not None
)


def _kind_of_span(span: Span) -> Told:
    told = kind_named_in(span.attributes)
    if told.dialect is None:
        return _told_by_function(span)
    if any(is_none(span) for is_none in _NO_OPERATIONS):
        return Told("span", told.dialect)
    return _claimed(span, told)


def _told_by_function(span: Span) -> Told:
    for tells, dialect in _FUNCTIONS:
        if (kind := tells(span)) is not None:
            return Told(kind, dialect)
    return _NOTHING


def _claimed(span: Span, told: Told) -> Told:
    for claims, dialect in _CLAIMS:
        if (kind := claims(span, told.kind)) is not None:
            return Told(kind, dialect)
    return told


def kind_named_in(attributes: Mapping[str, Any]) -> Told:
    """Return the kind that attributes name; `span` if they name none."""
    if _NAMING_KEYS.isdisjoint(attributes):
        return _NOTHING
    for key, kinds in _KINDS:
        value = attributes.get(key)
        if isinstance(value, str):
            for name in _spellings(value):
                if (told := kinds.get(name)) is not None:
                    return told
    return _NOTHING


@lru_cache(maxsize=512)
def _spellings(value: str) -> tuple[str, ...]:
    """Return the spellings of a kind to look up: lower case as it is, and in snake case.

    MLflow writes every value as JSON, a text in quotes.
    """
    bare = value.strip(' "')
    member = _MEMBER.fullmatch(bare)
    words = _BEFORE_CAPITAL.sub("_", member[1] if member else bare)
    return tuple(dict.fromkeys((bare.lower(), words.replace("-", "_").lower())))


# Returns the kind of a span; `span` if no dialect knows it.
kind_of_span: Final = Remembered(_kind_of_span)
