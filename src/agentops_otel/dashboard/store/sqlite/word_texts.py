"""The text of a span in the word index."""

from __future__ import annotations

from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.query.evaluate import span_texts
from agentops_otel.dashboard.query.text import groups_of_words


def indexable(span: Span) -> str:
    """Return the text of a span such that FTS5's `ascii` tokeniser splits it as `query.text` does.

    The tokeniser splits at ASCII characters other than letters and digits, and never at non-ASCII
    ones. So texts with non-ASCII characters are split into words and case-folded here; the
    tokeniser itself folds the case of ASCII letters.
    """
    texts = span_texts(span)
    return "\n".join(texts if all(map(str.isascii, texts)) else map(_word_by_word, texts))


def _word_by_word(text: str) -> str:
    return text if text.isascii() else " ".join(map(" ".join, groups_of_words(text)))
