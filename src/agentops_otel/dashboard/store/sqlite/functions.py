"""SQL functions that look into a span's content, for what no column or index knows.

They give the exact answer, and are slow: a block has to be decompressed for them.
"""

from __future__ import annotations

import functools
import json
import operator
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from agentops_otel.dashboard.model import AttributeValue, Span, StoredSpan
from agentops_otel.dashboard.query.ast import Pattern
from agentops_otel.dashboard.query.evaluate import attribute_numbers, attribute_texts, span_texts
from agentops_otel.dashboard.query.text import contains_words
from agentops_otel.dashboard.store.sqlite import content
from agentops_otel.dashboard.store.sqlite.arrivals import decoded_span_parts

Test = Callable[[AttributeValue], bool]

_RELATIONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def register(connection: sqlite3.Connection) -> None:
    """Add the functions to a connection."""
    reader = _ContentReader()

    def span_contains_words(argument: str, name: str, *place: Any) -> bool:
        words, prefix = _parsed(argument)
        span = _span(name, reader.parts(*place))
        return any(contains_words(text, words, prefix=prefix) for text in span_texts(span))

    def span_holds(argument: str, _name: str, *place: Any) -> bool:
        field, key, test = _parsed(argument)
        holds = _test(test)
        return any(map(holds, _values(field, key, reader.parts(*place))))

    connection.create_function("span_contains_words", 6, span_contains_words, deterministic=True)
    connection.create_function("span_holds", 6, span_holds, deterministic=True)


class _ContentReader:
    """Reads contents; the last block stays decompressed, since its spans mostly come together."""

    def __init__(self) -> None:
        self._packed = b""
        self._block = b""

    def parts(self, _number: int, offset: int, length: int, packed: bytes) -> dict[str, Any]:
        if packed != self._packed:
            self._packed, self._block = packed, content.decompress(content.CODEC_ZLIB, packed)
        return decoded_span_parts(self._block[offset : offset + length])


_parsed = functools.lru_cache(maxsize=64)(json.loads)


def _span(name: str, parts: Mapping[str, Any]) -> StoredSpan:
    return StoredSpan("", "span", Span("", "", "", name, 0, 0, **parts))


def _values(field: str, key: str | None, parts: Mapping[str, Any]) -> Iterator[AttributeValue]:
    attributes = parts["attributes"]
    if field == "attr":
        if key in attributes:
            yield attributes[key]
    elif field == "event":
        yield from (event.name for event in parts["events"])
    else:
        told = [attributes.get("error.type")]
        told += (
            e.attributes.get("exception.type") for e in parts["events"] if e.name == "exception"
        )
        yield from (value for value in told if isinstance(value, str) and value)


def _test(test: list[Any]) -> Test:
    name, *values = test
    if name == "present":
        return lambda _value: True
    if name == "match":
        pattern = Pattern(tuple(values))
        return lambda value: any(map(pattern.matches, attribute_texts(value)))
    relation, (bound,) = _RELATIONS[name], values
    return lambda value: any(relation(number, bound) for number in attribute_numbers(value))
