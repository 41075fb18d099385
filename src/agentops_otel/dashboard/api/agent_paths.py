"""In which agents each operation of a session is nested, by the spans around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from agentops_otel.dashboard.model import Operation, SpanSummary

Place: TypeAlias = tuple[int, str]


class AgentPaths:
    """Which agents each operation is nested in."""

    def __init__(self, spans: Iterable[SpanSummary], operations: Iterable[Operation]) -> None:
        self._spans = {(span.trace_id, span.span_id): span for span in spans}
        self._places = {
            (operation.trace_id, span_id): _own_place(operation)
            for operation in operations
            for span_id in operation.span_ids
        }

    def place(self, operation: Operation) -> tuple[Place, ...]:
        """Give what to sort by: the agents above, outermost first, then the operation itself."""
        above = (self._place_of(span) for span in reversed(self._agents_above(operation)))
        return (*above, _own_place(operation))

    def depth(self, operation: Operation) -> int:
        """Count the agent spans above an operation."""
        return len(self._agents_above(operation))

    def _place_of(self, span: SpanSummary) -> Place:
        own = (span.start_time_unix_nano, span.span_id)
        return self._places.get((span.trace_id, span.span_id), own)

    def _agents_above(self, operation: Operation) -> list[SpanSummary]:
        """List them, innermost first."""
        agents: list[SpanSummary] = []
        span = self._spans.get((operation.trace_id, _own_span(operation)))
        seen: set[str] = set()
        while span is not None and span.parent_span_id not in seen:
            seen.add(span.parent_span_id)
            span = self._spans.get((span.trace_id, span.parent_span_id))
            if span is not None and span.kind == "agent":
                agents.append(span)
        return agents


def _own_place(operation: Operation) -> Place:
    return operation.start_time_unix_nano, _own_span(operation)


def _own_span(operation: Operation) -> str:
    """Give the span that tells most; empty if log records alone tell of an operation."""
    return operation.span_ids[0] if operation.span_ids else ""
