"""The agents that each operation of a session is nested in, found from the spans around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from agentops_otel.dashboard.model import Operation, SpanSummary

# Start, depth in spans, duration, span id. If several start at once because the clock has only
# milliseconds, the outer one comes first, and of two side by side the shorter one.
Place: TypeAlias = tuple[int, int, int, str]


class AgentPaths:
    """The agents that each operation is nested in."""

    def __init__(self, spans: Iterable[SpanSummary], operations: Iterable[Operation]) -> None:
        self._spans = {(span.trace_id, span.span_id): span for span in spans}
        self._places = {
            (operation.trace_id, span_id): self._own_place(operation)
            for operation in operations
            for span_id in operation.span_ids
        }

    def place(self, operation: Operation) -> tuple[Place, ...]:
        """Return a sort key: the agents above, outermost first, then the operation itself."""
        above = (self._place_of(span) for span in reversed(self._agents_above(operation)))
        return (*above, self._own_place(operation))

    def depth(self, operation: Operation) -> int:
        """Return the number of agent spans above an operation."""
        return len(self._agents_above(operation))

    def _place_of(self, span: SpanSummary) -> Place:
        place = self._places.get((span.trace_id, span.span_id))
        if place is not None:
            return place
        level = sum(1 for _ in self._above(span.trace_id, span.span_id))
        return span.start_time_unix_nano, level, span.duration_ns, span.span_id

    def _own_place(self, operation: Operation) -> Place:
        own = _own_span(operation)
        level = sum(1 for _ in self._above(operation.trace_id, own))
        return operation.start_time_unix_nano, level, operation.duration_ns, own

    def _agents_above(self, operation: Operation) -> list[SpanSummary]:
        """Return the agent spans above an operation, innermost first."""
        above = self._above(operation.trace_id, _own_span(operation))
        return [span for span in above if span.kind == "agent"]

    def _above(self, trace_id: str, span_id: str) -> Iterator[SpanSummary]:
        """Yield the ancestors of a span, innermost first."""
        span = self._spans.get((trace_id, span_id))
        seen: set[str] = set()
        while span is not None and span.parent_span_id not in seen:
            seen.add(span.parent_span_id)
            span = self._spans.get((span.trace_id, span.parent_span_id))
            if span is not None:
                yield span


def _own_span(operation: Operation) -> str:
    """Return the id of the most informative span, or "" if only log records describe it."""
    return operation.span_ids[0] if operation.span_ids else ""
