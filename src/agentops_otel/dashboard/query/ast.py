"""The typed filter: the output of the parser and the input of every engine.

Evaluation is two-valued. A leaf over an absent value is false, and `Not` makes it true: if the cost
is unknown, `cost:>1` is false and `-cost:>1` is true.
"""

from __future__ import annotations

import enum
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from agentops_otel.dashboard.query.fields import Field


class Order(enum.Enum):
    """How a `Compare` relates the field to its value."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="

    def holds(self, number: float, value: float) -> bool:
        """Return whether `number` has this relation to `value`."""
        return _RELATIONS[self](number, value)


_RELATIONS: Final[Mapping[Order, Callable[[float, float], bool]]] = {
    Order.EQUAL: operator.eq,
    Order.LESS: operator.lt,
    Order.AT_MOST: operator.le,
    Order.GREATER: operator.gt,
    Order.AT_LEAST: operator.ge,
}


@dataclass(frozen=True)
class Pattern:
    """A text with wildcards, as the literal pieces between the stars.

    A single piece is an exact text; `("gpt-5", "")` is `gpt-5*`; `("", "")` is `*`. Matching is
    case-sensitive and covers the whole text.
    """

    pieces: tuple[str, ...]

    @property
    def exact(self) -> str | None:
        """The only text that matches, or None if there is a wildcard."""
        return self.pieces[0] if len(self.pieces) == 1 else None

    def matches(self, text: str) -> bool:
        """Return whether the whole of `text` matches, in time linear in its length."""
        first, *middle = self.pieces
        if not middle:
            return text == first
        last = middle.pop()
        if not text.startswith(first):
            return False
        position, end = len(first), len(text) - len(last)
        for piece in middle:
            found = text.find(piece, position, max(position, end))
            if found < 0:
                return False
            position = found + len(piece)
        return position <= end and text.endswith(last)


@dataclass(frozen=True)
class Compare:
    """Compares a numeric field with a value.

    The value has the field's unit: nanoseconds for `DURATION`, nanoseconds since the epoch for
    `TIME`, USD for `COST`, otherwise a plain number. On an `ATTRIBUTE` field it holds only for
    numeric attribute values, and for a list if it holds for any element.
    """

    field: Field
    order: Order
    value: int | float


@dataclass(frozen=True)
class Match:
    """Matches a text field against a pattern; of several values, any may match.

    On an `ATTRIBUTE` field, the value's text form is matched (`evaluate.attribute_texts`).
    """

    field: Field
    pattern: Pattern


@dataclass(frozen=True)
class Present:
    """Holds if the field has any value: `cost:*`."""

    field: Field


@dataclass(frozen=True)
class Text:
    """Holds if the words follow each other in one text of a span (see `query.text`).

    At session grain, it holds if it holds for any of the session's spans.

    Attributes:
        words: Case-folded words, at least one.
        prefix: Whether the last word may be the beginning of a longer one.
    """

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class AnySpan:
    """Holds if a single span of the session satisfies all of `filter`, which has span grain."""

    filter: Filter


@dataclass(frozen=True)
class Not:
    """Negates a filter."""

    filter: Filter


@dataclass(frozen=True)
class And:
    """Holds if all of the filters do; an empty one holds for everything."""

    filters: tuple[Filter, ...]


@dataclass(frozen=True)
class Or:
    """Holds if any of the filters does; there are at least two."""

    filters: tuple[Filter, ...]


Filter: TypeAlias = Compare | Match | Present | Text | AnySpan | Not | And | Or

EVERYTHING: Final = And(())


def all_of(filters: Iterable[Filter]) -> Filter:
    """Join filters by AND, flattening nested ones."""
    flat: list[Filter] = []
    for each in filters:
        flat.extend(each.filters if isinstance(each, And) else [each])
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(filters: Iterable[Filter]) -> Filter:
    """Join one or more filters by OR, flattening nested ones."""
    flat: list[Filter] = []
    for each in filters:
        flat.extend(each.filters if isinstance(each, Or) else [each])
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
