"""Removes the parts of a JSON text that are nested deeper than Python can parse.

The parser fails on the whole text otherwise. With the deepest parts replaced by null it succeeds,
and the value around them is still deeper than any message, so that only that value is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# Twice the depth of the JSON of the most deeply nested message allowed.
_MOST: Final = 256

_TOKEN: Final = re.compile(r'\\.|["\[\]{}]', re.DOTALL)
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}


def without_depths(text: str) -> str:
    """Return a JSON text with null for each object and list nested inside 256 others."""
    return "".join(_shallow_parts(text))


def _shallow_parts(text: str) -> Iterator[str]:
    depth = position = 0
    is_quoted = False
    for token in _TOKEN.finditer(text):
        if token[0] == '"':
            is_quoted = not is_quoted
        step = 0 if is_quoted else _STEPS.get(token[0], 0)
        if step > 0 and depth == _MOST:
            yield text[position : token.start()]
            yield "null"
        depth += step
        if step < 0 and depth == _MOST:
            position = token.end()
    if depth <= _MOST:
        yield text[position:]
