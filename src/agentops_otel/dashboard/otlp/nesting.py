"""JSON that is nested deeper than Python reads: what no message holds is taken out beforehand.

A parser that meets it gives up on the whole text. With what is too deep replaced by null the text
can be read, and what it was in still is deeper than any message, so that only that is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# Twice as deep as the JSON of a message that is as deep as messages may be.
_MOST: Final = 256

_TOKEN: Final = re.compile(r'\\.|["\[\]{}]', re.DOTALL)
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}


def without_depths(text: str) -> str:
    """Give a JSON text with null for each object and list that is in 256 others."""
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
