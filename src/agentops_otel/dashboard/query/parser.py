"""The parser of filters, which checks every comparison against the field registry."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import lru_cache
from typing import Final, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from agentops_otel.dashboard.query.ast import (
    EVERYTHING,
    AnySpan,
    Compare,
    Filter,
    Match,
    Not,
    Order,
    Pattern,
    Present,
    Text,
    all_of,
    any_of,
)
from agentops_otel.dashboard.query.error import FilterError
from agentops_otel.dashboard.query.fields import Field, FieldType, Grain, find_field, near_names
from agentops_otel.dashboard.query.literals import (
    BadLiteralError,
    Interval,
    read_interval,
    read_text,
)
from agentops_otel.dashboard.query.text import words_of

# The length fits into any URL; nesting and terms stay within SQLite's expression depth of 1000.
MAX_LENGTH: Final = 4096
MAX_NESTING: Final = 32
MAX_TERMS: Final = 200

_ORDERED: Final = frozenset(
    {FieldType.COUNT, FieldType.COST, FieldType.DURATION, FieldType.TIME, FieldType.ATTRIBUTE}
)
_NESTING: Final = re.compile(r'\\.|"(?:\\.|[^"\\])*"|[()]', re.DOTALL)
_QUOTED: Final = re.compile(r'"(\\.|[^"\\])*"', re.DOTALL)
_KEYWORD: Final = re.compile(r"(OR|AND|NOT)(?![^\s()\"])")


def parse_filter(text: str, *, grain: Grain = Grain.SESSION, now: datetime | None = None) -> Filter:
    """Parse a filter; an empty one holds for everything.

    Args:
        text: The filter, at most `MAX_LENGTH` characters.
        grain: Whether fields and words refer to sessions or to single spans.
        now: The time that `now` and `-24h` refer to; by default the current time.

    Raises:
        FilterError: The filter is invalid.
    """
    _check_size(text)
    if not text.strip():
        return EVERYTHING
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        raise _syntax_error(text, error) from None
    reader = _TreeReader(text, now or datetime.now(timezone.utc))
    return reader.read(tree, grain)


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    return Lark.open("filter.lark", rel_to=__file__, parser="lalr", maybe_placeholders=False)


def _check_size(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise FilterError(f"a filter has at most {MAX_LENGTH} characters", text, MAX_LENGTH)
    depth = 0
    for token in _NESTING.finditer(text):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth > MAX_NESTING:
            raise FilterError(f"parentheses nest at most {MAX_NESTING} deep", text, token.start())


@dataclass
class _TreeReader:
    """Converts one parse tree into a filter."""

    text: str
    now: datetime
    terms: int = 0

    def read(self, tree: Tree[Token], grain: Grain) -> Filter:
        match tree.data:
            case "any_of":
                return any_of(self.read(each, grain) for each in _trees(tree))
            case "all_of":
                return all_of(self.read(each, grain) for each in _trees(tree))
            case "negation":
                return self._read_negation(tree, grain)
            case "any_span":
                return self._read_any_span(tree, grain)
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise self._error(f"a filter has at most {MAX_TERMS} terms", _tokens(tree)[0])
        if tree.data == "text":
            return self._read_words(_tokens(tree)[0])
        return self._read_comparison(_tokens(tree), grain)

    def _read_negation(self, tree: Tree[Token], grain: Grain) -> Filter:
        negated = self.read(_trees(tree)[0], grain)
        if len(_tokens(tree)) % 2 == 0:
            return negated
        return negated.filter if isinstance(negated, Not) else Not(negated)

    def _read_any_span(self, tree: Tree[Token], grain: Grain) -> Filter:
        inner = _trees(tree)[0]
        if grain is Grain.SPAN:
            first = next(inner.scan_values(lambda each: isinstance(each, Token)))
            raise self._error("span(…) has no place here: this is about one span already", first)
        return AnySpan(self.read(inner, Grain.SPAN))

    def _read_words(self, token: Token) -> Text:
        pattern = read_text(token)
        prefix = pattern.pieces[-1] == "" and len(pattern.pieces) == 2  # noqa: PLR2004 - `word*`
        if len(pattern.pieces) > 1 and not prefix:
            raise self._error("in free text a * may stand only at the end of a word", token)
        words = tuple(words_of(pattern.pieces[0]))
        if not words:
            raise self._error("there is no letter or digit to search for", token)
        return Text(words, prefix=prefix)

    def _read_comparison(self, tokens: Sequence[Token], grain: Grain) -> Filter:
        name, *order, value = tokens
        previous = name
        for each in (*order, value):
            if each.start_pos != previous.end_pos:
                raise self._error(
                    f"the value of {name[:-1]} begins right after it, without a space",
                    each,
                )
            previous = each
        field = self._find_field(name, grain)
        try:
            if order:
                return _ordered(field, Order(order[0]), value, self.now)
            if field.type is FieldType.CHOICE:
                return self._choice(field, value)
            return _equal(field, value, self.now)
        except BadLiteralError as error:
            raise self._error(f"{name[:-1]}: {error}", (order or [value])[0]) from None

    def _find_field(self, token: Token, grain: Grain) -> Field:
        name = re.sub(r"\\(.)", r"\1", token[:-1], flags=re.DOTALL)
        if field := find_field(name, grain):
            return field
        reason = f'there is no field "{name}"'
        if grain is Grain.SPAN and find_field(name, Grain.SESSION):
            reason = f'"{name}" is a field of sessions, not of single spans'
        elif grain is Grain.SESSION and find_field(name, Grain.SPAN):
            reason = f'"{name}" is a field of single spans: write span({name}:…)'
        raise self._error(
            f"{reason}; text to search for goes into quotes", token, near=near_names(name, grain)
        )

    def _choice(self, field: Field, token: Token) -> Filter:
        pattern = read_text(token.lower())
        if pattern == Pattern(("", "")):
            return Present(field)
        if any(map(pattern.matches, field.choices)):
            return Match(field, pattern)
        near = difflib.get_close_matches(token.lower(), field.choices, n=3, cutoff=0.5)
        raise self._error(
            f"{field.name} is one of {', '.join(field.choices)}", token, near=tuple(near)
        )

    def _error(self, reason: str, token: Token, *, near: tuple[str, ...] = ()) -> FilterError:
        return FilterError(reason, self.text, token.start_pos or 0, near=near)


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _tokens(tree: Tree[Token]) -> list[Token]:
    return [child for child in tree.children if isinstance(child, Token)]


def _equal(field: Field, token: Token, now: datetime) -> Filter:
    pattern = read_text(token)
    if pattern == Pattern(("", "")):
        return Present(field)
    if field.type is FieldType.HEX:
        return Match(field, _hexadecimal(pattern))
    if field.type in (FieldType.TEXT, FieldType.ATTRIBUTE):
        return Match(field, pattern)
    text = "*".join(pattern.pieces)
    first, dots, last = text.partition("..")
    if not dots:
        return _within(field, read_interval(field.type, text, now))
    bounds = []
    if first:
        bounds.append(Compare(field, Order.AT_LEAST, read_interval(field.type, first, now).first))
    if last:
        bounds.append(_up_to(field, read_interval(field.type, last, now)))
    if not bounds:
        raise BadLiteralError("a range has a first or a last value: 1..5, 1.. or ..5")
    return all_of(bounds)


def _hexadecimal(pattern: Pattern) -> Pattern:
    pieces = tuple(piece.lower() for piece in pattern.pieces)
    if not re.fullmatch("[0-9a-f]+", "".join(pieces)):
        raise BadLiteralError("this id is written in the digits 0 to 9 and a to f")
    return replace(pattern, pieces=pieces)


def _within(field: Field, interval: Interval) -> Filter:
    if interval.end is None:
        return Compare(field, Order.EQUAL, interval.first)
    return all_of([Compare(field, Order.AT_LEAST, interval.first), _up_to(field, interval)])


def _up_to(field: Field, interval: Interval) -> Compare:
    if interval.end is None:
        return Compare(field, Order.AT_MOST, interval.first)
    return Compare(field, Order.LESS, interval.end)


def _ordered(field: Field, order: Order, token: Token, now: datetime) -> Filter:
    if field.type not in _ORDERED:
        raise BadLiteralError(
            f'only numbers and times have an order; for a text that begins so: "{order.value}…"'
        )
    text = "*".join(read_text(token).pieces)
    return Compare(field, order, read_interval(field.type, text, now).first)


def _syntax_error(text: str, error: UnexpectedInput) -> FilterError:
    if isinstance(error, UnexpectedToken):
        at_end = error.token.type == "$END"
        position = len(text) if at_end else error.token.start_pos or 0
        return FilterError(_bad_token(error, at_end=at_end), text, position)
    # The base class declares the position as None, but every subclass sets it.
    position = cast("int", error.pos_in_stream)
    return FilterError(_bad_character(text, position), text, position)


def _bad_character(text: str, position: int) -> str:
    rest = text[position:]
    if rest.startswith('"'):
        closed = _QUOTED.match(rest)
        return "a space is missing after this text" if closed else "this quote is never closed"
    if keyword := _KEYWORD.match(rest):
        return f'a term is missing before {keyword[0]}; to search for the word: "{keyword[0]}"'
    if text.endswith("\\"):
        return "a backslash takes the next character as it is, and there is none"
    return 'a quote inside a word: put the whole into quotes, or write \\"'


def _bad_token(error: UnexpectedToken, *, at_end: bool) -> str:
    expected = set(error.expected)
    if "BARE" in expected:
        return "a value is missing" if at_end else "a value with parentheses goes into quotes"
    if error.token.type == "_CLOSE":
        is_first = "WORD" in expected and "$END" not in expected
        return "a term is missing before this" if is_first else "no parenthesis is open here"
    if at_end:
        return "a parenthesis is never closed" if "_CLOSE" in expected else "a term is missing"
    return f"a term is missing before {error.token}"
