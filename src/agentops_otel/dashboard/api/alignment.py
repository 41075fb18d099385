"""Two sessions side by side: what both did, in order, and where they diverge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from agentops_otel.dashboard.model import Operation, SpanSummary


@dataclass(frozen=True)
class Pair:
    """An operation of each session, or of only one."""

    a: Operation | None
    b: Operation | None

    @property
    def differs(self) -> bool:
        """Return whether one side is missing or only one side failed."""
        return self.a is None or self.b is None or self.a.is_error != self.b.is_error

    @property
    def spans(self) -> Iterator[tuple[str, str]]:
        """Yield the trace id and span id of each span that stands for either side."""
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
    """Return the index of the first pair where a side is missing or only one side failed.

    An agent that started earlier and failed because of something below it is not where the sessions
    diverge, so a pair with two sides is skipped if another pair below it differs.

    Args:
        pairs: The result of `align`.
        spans: The spans of both sessions, which define what is below what.
    """
    differing = [index for index, pair in enumerate(pairs) if pair.differs]
    parents = {(span.trace_id, span.span_id): span.parent_span_id for span in spans}
    above: set[tuple[str, str]] = set()
    for index in differing:
        # Spans of one operation may be ancestors of each other; such a failure is not passed up.
        own = set(pairs[index].spans)
        above |= {span for each in own for span in _above(each, parents)} - own
    parting = [index for index in differing if not _is_handed_up(pairs[index], above)]
    return min(parting or differing, default=None)


def _is_handed_up(pair: Pair, above_others: set[tuple[str, str]]) -> bool:
    return pair.a is not None and pair.b is not None and not above_others.isdisjoint(pair.spans)


def _above(
    span: tuple[str, str], parents: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Yield the ancestors of a span, nearest first."""
    seen = {span}
    while (span := (span[0], parents.get(span, ""))) not in seen:
        seen.add(span)
        yield span


def _names(operations: Sequence[Operation]) -> list[tuple[str, str]]:
    return [(operation.kind, operation.name) for operation in operations]
