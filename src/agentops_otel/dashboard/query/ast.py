"""The typed filter: what the parser makes and every engine answers.

Evaluation is two-valued. A leaf over an absent value is false, and `Not` turns it into true: where
the cost is unknown, `cost:>1` does not hold and `-cost:>1` does.
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
        """Tell whether a number relates so to a value."""
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
    """A text with wildcards: the literal pieces between the stars, in order.

    One piece is an exact text; `("gpt-5", "")` is `gpt-5*`; `("", "")` is `*`. Matching is
    case-sensitive and covers the whole text.
    """

    pieces: tuple[str, ...]

    @property
    def exact(self) -> str | None:
        """The one text that matches, or None where there is a wildcard."""
        return self.pieces[0] if len(self.pieces) == 1 else None

    def matches(self, text: str) -> bool:
        """Tell whether the whole of `text` matches, in time linear in its length."""
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
    """A number against a value.

    The value's unit is the field's: nanoseconds for `DURATION`, nanoseconds since the epoch for
    `TIME`, USD for `COST`, else a plain number. On an `ATTRIBUTE` field it holds for attribute
    values that are numbers, and for a list if it holds for one of its elements.
    """

    field: Field
    order: Order
    value: int | float


@dataclass(frozen=True)
class Match:
    """A text against a pattern. With several values, one has to match.

    On an `ATTRIBUTE` field the pattern meets the value's text form (`evaluate.attribute_texts`).
    """

    field: Field
    pattern: Pattern


@dataclass(frozen=True)
class Present:
    """The field has a value at all: `cost:*`."""

    field: Field


@dataclass(frozen=True)
class Text:
    """Words that follow each other in one text of a span (see `query.text`).

    At session grain it holds if it holds for one of the session's spans.

    Attributes:
        words: Case-folded words, at least one.
        prefix: Whether the last word may be the beginning of a longer one.
    """

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class AnySpan:
    """One span of the session satisfies all of `filter`, whose fields are of span grain."""

    filter: Filter


@dataclass(frozen=True)
class Not:
    """The opposite."""

    filter: Filter


@dataclass(frozen=True)
class And:
    """All of them. Without any it holds for everything."""

    filters: tuple[Filter, ...]


@dataclass(frozen=True)
class Or:
    """One of them, of two at least."""

    filters: tuple[Filter, ...]


Filter: TypeAlias = Compare | Match | Present | Text | AnySpan | Not | And | Or

EVERYTHING: Final = And(())


def all_of(filters: Iterable[Filter]) -> Filter:
    """Join filters by AND, without needless nesting."""
    flat: list[Filter] = []
    for each in filters:
        flat.extend(each.filters if isinstance(each, And) else [each])
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(filters: Iterable[Filter]) -> Filter:
    """Join at least one filter by OR, without needless nesting."""
    flat: list[Filter] = []
    for each in filters:
        flat.extend(each.filters if isinstance(each, Or) else [each])
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
