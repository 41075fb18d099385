"""SQL functions that examine a span's content, for what no column or index covers.

They are exact but slow, since they have to decompress a block.
"""

from __future__ import annotations

import functools
import json
import re
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from agentops_otel.dashboard.model import AttributeValue, Span
from agentops_otel.dashboard.model.error_names import error_names
from agentops_otel.dashboard.query.ast import Order, Pattern
from agentops_otel.dashboard.query.evaluate import attribute_numbers, attribute_texts, span_texts
from agentops_otel.dashboard.query.text import contains_words
from agentops_otel.dashboard.store.errors import StoreError
from agentops_otel.dashboard.store.sqlite import blocks, content, span_content

Test = Callable[[AttributeValue], bool]

# A session has a few dozen blocks, and its spans are examined in order of their ids.
_MAX_BLOCKS: Final = 64

_MAY_BE_NUMBER: Final = re.compile(r"[-+.\deEinfa]*|true|false").fullmatch


class ContentFunctions:
    """The functions of one connection, with a cache of decompressed blocks.

    Contents are read through the connection itself, in the transaction of the calling query.

    Attributes:
        trouble: The last error that a function raised. The engine reports only that one failed.
    """

    trouble: StoreError | None

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self.trouble = None
        for function in (self.span_contains_words, self.span_holds):
            connection.create_function(
                function.__name__, 5, self._telling(function), deterministic=True
            )

    def forget(self) -> None:
        """Clear the cache of blocks; another transaction may see other blocks."""
        self._blocks.clear()

    def _telling(self, function: Callable[..., bool]) -> Callable[..., bool]:
        def telling(*arguments: Any) -> bool:
            try:
                return function(*arguments)
            except StoreError as error:
                self.trouble = error
                raise

        return telling

    def span_contains_words(
        self, argument: str, name: str, block: int, offset: int, length: int
    ) -> bool:
        """Return whether words follow each other in one text of a span."""
        words, prefix = _parsed(argument)
        if contains_words(name, words, prefix=prefix):
            return True
        parts = span_content.decode(self._content(block, offset, length))
        span = Span("", "", "", name, 0, 0, **parts)
        return any(contains_words(text, words, prefix=prefix) for text in span_texts(span))

    def span_holds(self, argument: str, _name: str, block: int, offset: int, length: int) -> bool:
        """Return whether an attribute, event name or error of a span passes a test."""
        question = _question(argument)
        encoded = self._content(block, offset, length)
        if not all(needed in encoded for needed in question.needed):
            return False
        return any(map(question.test, question.values(span_content.decode(encoded))))

    def _content(self, number: int, offset: int, length: int) -> bytes:
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = blocks.read_block(self._connection, number)
            if len(self._blocks) > _MAX_BLOCKS:
                self._blocks.popitem(last=False)
        return block[offset : offset + length]


class _Question(NamedTuple):
    """A test of a span's content.

    Attributes:
        values: Returns the values to test.
        test: Whether a value passes.
        needed: Bytes that every passing content contains, so that most others are ruled out fast.
    """

    values: Callable[[Mapping[str, Any]], Iterable[AttributeValue]]
    test: Test
    needed: tuple[bytes, ...]


@functools.lru_cache(maxsize=64)
def _question(argument: str) -> _Question:
    field, key, test = json.loads(argument)
    needed = [] if key is None else [_encoded(key)]
    if test[0] == "match":
        # A number may be written differently in the content and in the pattern.
        needed += [_encoded(piece)[1:-1] for piece in test[1:] if not _MAY_BE_NUMBER(piece)]
    return _Question(functools.partial(_values, field, key), _test(test), tuple(needed))


def _encoded(text: str) -> bytes:
    return content.encode(text)[1:-1]


_parsed = functools.lru_cache(maxsize=64)(json.loads)


def _values(field: str, key: str | None, parts: Mapping[str, Any]) -> Iterator[AttributeValue]:
    attributes = parts["attributes"]
    if field == "attr":
        if key in attributes:
            yield attributes[key]
    elif field == "event":
        yield from (event.name for event in parts["events"])
    else:
        yield from error_names(attributes, parts["events"])


def _test(test: list[Any]) -> Test:
    name, *values = test
    if name == "present":
        return lambda _value: True
    if name == "match":
        pattern = Pattern(tuple(values))
        return lambda value: any(map(pattern.matches, attribute_texts(value)))
    order, (bound,) = Order(name), values
    return lambda value: any(order.holds(number, bound) for number in attribute_numbers(value))
