"""Two sessions side by side: what both did, in order, and where they part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from agentops_otel.dashboard.model import Operation, SpanSummary


@dataclass(frozen=True)
class Pair:
    """An operation of each, or of one alone."""

    a: Operation | None
    b: Operation | None

    @property
    def differs(self) -> bool:
        """Tell whether one side is missing, or only one failed."""
        return self.a is None or self.b is None or self.a.is_error != self.b.is_error

    @property
    def spans(self) -> Iterator[tuple[str, str]]:
        """Give trace and span id of each span that stands for a side."""
        for side in (self.a, self.b):
            if side is not None:
                yield from ((side.trace_id, span_id) for span_id in side.span_ids)


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


def first_divergence(pairs: Sequence[Pair], spans: Iterable[SpanSummary]) -> int | None:
    """Find the first pair that differs: one side is missing, or only one side failed.

    An agent that began before and failed by what happened below it is not where they part, so
    a pair of two sides that has another difference below it is passed over.

    Args:
        pairs: As `align` gives them.
        spans: Those of both sessions, which tell what is below what.
    """
    differing = [index for index, pair in enumerate(pairs) if pair.differs]
    parents = {(span.trace_id, span.span_id): span.parent_span_id for span in spans}
    above: set[tuple[str, str]] = set()
    for index in differing:
        # What stands for the same operation may be above each other, and hands nothing up.
        own = set(pairs[index].spans)
        above |= {span for each in own for span in _above(each, parents)} - own
    parting = [index for index in differing if not _is_handed_up(pairs[index], above)]
    return min(parting or differing, default=None)


def _is_handed_up(pair: Pair, above_others: set[tuple[str, str]]) -> bool:
    return pair.a is not None and pair.b is not None and not above_others.isdisjoint(pair.spans)


def _above(
    span: tuple[str, str], parents: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Give the spans above one, the nearest first."""
    seen = {span}
    while (span := (span[0], parents.get(span, ""))) not in seen:
        seen.add(span)
        yield span


def _names(operations: Sequence[Operation]) -> list[tuple[str, str]]:
    return [(operation.kind, operation.name) for operation in operations]
