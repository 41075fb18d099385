"""Free-text search: the definition of a word, and of words found in a text.

A store may index words in any way as long as it finds what `contains_words` finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = re.compile(r"[\W_]")

# In characters.
_GROUP_LENGTH: Final = 1 << 16


def words_of(text: str) -> list[str]:
    """Return the case-folded words of a text: its maximal runs of letters and digits."""
    return [word for words in groups_of_words(text) for word in words]


def groups_of_words(text: str) -> Iterator[list[str]]:
    """Yield the words of a text in groups, since all its words at once take many times its size."""
    folded = text.casefold()
    start = 0
    while start < len(folded):
        gap = _GAP.search(folded, start + _GROUP_LENGTH)
        end = len(folded) if gap is None else gap.start()
        yield _WORD.findall(folded, start, end)
        start = end


def contains_words(text: str, words: Sequence[str], *, prefix: bool = False) -> bool:
    """Return whether `words` follow each other in `text`.

    Args:
        text: The text to search.
        words: Case-folded words, at least one.
        prefix: Whether the last word may be the beginning of a longer one.
    """
    folded = text.casefold()
    if not all(word in folded for word in words):
        return False
    search, position = _phrase(tuple(words), prefix).search, 0
    while (found := search(folded, position)) is not None:
        if not _WORD.match(folded[found.start() - 1 : found.start()]):
            return True
        position = found.start() + 1
    return False


@lru_cache(maxsize=64)
def _phrase(words: tuple[str, ...], prefix: bool) -> re.Pattern[str]:
    # No lookbehind at the start: such a pattern would be tried at every character.
    end = "" if prefix else r"(?![^\W_])"
    return re.compile(r"[\W_]+".join(map(re.escape, words)) + end)
