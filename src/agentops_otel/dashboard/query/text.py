"""Free text: what a word is, and when words are found in a text.

A store may index words in its own way as long as it finds what `contains_words` finds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Split text into case-folded words: the longest runs of letters and digits."""
    return _WORD.findall(text.casefold())


def contains_words(text: str, words: Sequence[str], *, prefix: bool = False) -> bool:
    """Tell whether `words` follow each other in `text`.

    Args:
        text: The text to search.
        words: Case-folded words, at least one.
        prefix: Whether the last word may be the beginning of a longer one.
    """
    folded = text.casefold()
    if not all(word in folded for word in words):
        return False
    matches = _phrase(tuple(words), prefix).match
    position = folded.find(words[0])
    while position >= 0:
        if matches(folded, position):
            return True
        position = folded.find(words[0], position + 1)
    return False


@lru_cache(maxsize=64)
def _phrase(words: tuple[str, ...], prefix: bool) -> re.Pattern[str]:
    end = "" if prefix else r"(?![^\W_])"
    phrase = r"[\W_]+".join(map(re.escape, words))
    return re.compile(rf"(?<![^\W_]){phrase}{end}")
