from __future__ import annotations

import pytest

from agentops_otel.dashboard.query.text import groups_of_words, words_of


# U+0345 separates words until case folding turns it into a letter.
@pytest.mark.parametrize("word", ["stra\xdfe", "\u03b1\u0345\u03b2", "\u96e8"])
@pytest.mark.parametrize("gap", [" ", "_", "\u2014", "\U0001f600 "])
def test_a_long_text_has_the_words_of_its_parts(word: str, gap: str) -> None:
    text = (word + gap) * 50_000
    assert words_of(text) == [word.casefold()] * 50_000
    assert len(list(groups_of_words(text))) > 1


@pytest.mark.parametrize("text", ["", "_", " - "])
def test_a_text_without_letters_has_no_words(text: str) -> None:
    assert words_of(text) == []


def test_a_word_is_never_split() -> None:
    assert words_of("\xe9" * 200_000) == ["\xe9" * 200_000]
