"""Tell token counts that an instrumentation estimated from texts, and did not get from a server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.dialects.values import as_list

# A piece of a text that none of OpenAI's encodings joins with the next: at least one token.
_PIECE: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]{1,2}\b)?|\d{1,3}|[^\w\s]+(?![^\W\d_])")

# Most pieces of ordinary text are one token.
_TOKENS_PER_PIECE: Final = 1.5

# The least that a server adds to the texts of a prompt: its frame, and one for each message.
# https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
_OF_FRAME: Final = 3


def are_of_texts(facts: Facts, attributes: Mapping[str, Any]) -> bool:
    """Return whether the counts of a call are those of its texts alone.

    A server counts more: what stands around each message, and the tools. So counts that are too
    low for that cannot be its own. Estimates for long texts, split into many tokens, pass for
    counts.
    """
    asked = list(_texts(attributes.get("gen_ai.input.messages")))
    answered = list(_texts(attributes.get("gen_ai.output.messages")))
    if not asked or not answered or facts.input_tokens is None or facts.output_tokens is None:
        return False
    pieces_in, pieces_out = _pieces(asked), _pieces(answered)
    least = pieces_in + _OF_FRAME * (len(asked) + 1)
    return (
        pieces_in <= facts.input_tokens < min(least, pieces_in * _TOKENS_PER_PIECE + 2)
        and pieces_out <= facts.output_tokens <= pieces_out * _TOKENS_PER_PIECE + 2
    )


def _texts(messages: Any) -> Iterator[str]:
    """Yield the text of each message, which may be empty."""
    for message in as_list(messages):
        if isinstance(message, Mapping):
            parts = (each for each in as_list(message.get("parts")) if isinstance(each, Mapping))
            yield " ".join(str(each.get("content") or each.get("response") or "") for each in parts)


def _pieces(texts: list[str]) -> int:
    return sum(len(_PIECE.findall(text)) for text in texts)
