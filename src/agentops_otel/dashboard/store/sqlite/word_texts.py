"""What the word index is told of a span."""

from __future__ import annotations

from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.query.evaluate import span_texts
from agentops_otel.dashboard.query.text import groups_of_words


def indexable(span: Span) -> str:
    """Give the text of a span in a form whose words FTS5's `ascii` tokeniser finds as we do.

    It splits at ASCII characters that are no letters or digits, and keeps all others together. So
    texts that have others are given word by word. It folds the case of ASCII letters itself.
    """
    texts = span_texts(span)
    return "\n".join(texts if all(map(str.isascii, texts)) else map(_word_by_word, texts))


def _word_by_word(text: str) -> str:
    return text if text.isascii() else " ".join(map(" ".join, groups_of_words(text)))
