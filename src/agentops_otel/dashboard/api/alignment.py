"""Two sessions side by side: what both did, in order, and where they part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from agentops_otel.dashboard.model import Operation


@dataclass(frozen=True)
class Pair:
    """An operation of each, or of one alone."""

    a: Operation | None
    b: Operation | None


def align(a: Sequence[Operation], b: Sequence[Operation]) -> list[Pair]:
    """Pair the operations of two sessions by kind and name, keeping the order of both."""
    matcher = SequenceMatcher(None, _names(a), _names(b), autojunk=False)
    pairs: list[Pair] = []
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if tag == "equal":
            both = zip(a[a_from:a_to], b[b_from:b_to], strict=True)
            pairs.extend(Pair(left, right) for left, right in both)
        else:
            pairs.extend(Pair(left, None) for left in a[a_from:a_to])
            pairs.extend(Pair(None, right) for right in b[b_from:b_to])
    return pairs


def first_divergence(pairs: Sequence[Pair]) -> int | None:
    """Find the first pair that differs: one side is missing, or only one side failed."""
    for index, pair in enumerate(pairs):
        if pair.a is None or pair.b is None or pair.a.is_error != pair.b.is_error:
            return index
    return None


def _names(operations: Sequence[Operation]) -> list[tuple[str, str]]:
    return [(operation.kind, operation.name) for operation in operations]
