"""Which session each span of a set belongs to, computed from scratch in one go.

This follows docs/explanation/which-session.md line by line and knows nothing of batches, order of
arrival or moves.
"""

from __future__ import annotations

from collections.abc import Iterable

from agentops_otel.dashboard.counting.agreement import is_one_call
from agentops_otel.dashboard.counting.sightings import sighting_of
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS
from agentops_otel.dashboard.dialects.reading import read_facts
from agentops_otel.dashboard.model import Span
from agentops_otel.dashboard.store import crowds


def sessions_of(spans: Iterable[Span]) -> dict[str, set[tuple[str, str]]]:
    """Return the (trace id, span id) pairs of the spans of each session, by session id."""
    world = _World(_without_old_versions(spans))
    sessions: dict[str, set[tuple[str, str]]] = {}
    for span in world.spans:
        sessions.setdefault(world.session(span), set()).add((span.trace_id, span.span_id))
    return sessions


def _key(span: Span) -> str | None:
    return read_facts(span).session_key


def _without_old_versions(spans: Iterable[Span]) -> list[Span]:
    latest: dict[tuple[str, str, str | None], Span] = {}
    for span in sorted(spans, key=lambda each: each.end_time_unix_nano):
        latest[span.trace_id, span.span_id, _key(span)] = span
    keyed = {(trace, span) for trace, span, key in latest if key is not None}
    return [
        version
        for (trace, span, key), version in latest.items()
        if key is not None or (trace, span) not in keyed
    ]


class _World:
    def __init__(self, spans: list[Span]) -> None:
        self.spans = spans
        self.traces = {
            trace: [span for span in spans if span.trace_id == trace]
            for trace in {span.trace_id for span in spans}
        }

    def session(self, span: Span) -> str:
        """Return the span's own session, else its nearest ancestor's, else its trace's."""
        return _key(span) or self.ancestors_session(span) or self.trace_session(span.trace_id)

    def ancestors_session(self, span: Span) -> str | None:
        seen = {span.span_id}
        while span.parent_span_id not in seen:
            above = [
                each for each in self.traces[span.trace_id] if each.span_id == span.parent_span_id
            ]
            if not above:
                return None
            # Spans of different sessions may share an id: take the earliest, then the smallest key.
            span = min(above, key=lambda each: (each.start_time_unix_nano, _key(each) or ""))
            if _key(span) is not None:
                return _key(span)
            seen.add(span.span_id)
        return None

    def named(self, trace: str) -> str | None:
        """Return the session key in the trace, of several the earliest; None if there is none."""
        starts = [
            (span.start_time_unix_nano, key)
            for span in self.traces[trace]
            if (key := _key(span)) is not None
        ]
        return min(starts)[1] if starts else None

    def age(self, trace: str) -> tuple[int, str]:
        return min(span.start_time_unix_nano for span in self.traces[trace]), trace

    def trace_session(self, trace: str) -> str:
        path: list[str] = []
        while self.named(trace) is None:
            if trace in path:
                return min(path[path.index(trace) :], key=self.age)
            path.append(trace)
            twins = self.twins(trace)
            named = [other for other in twins if self.named(other.trace_id) is not None]
            links = [link for link in self.links(trace) if link in self.traces]
            earlier = [o.trace_id for o in twins if self.age(o.trace_id) < self.age(trace)]
            if named:
                return min((*self.age(other.trace_id), self.session(other)) for other in named)[2]
            if links:
                trace = min(links, key=lambda link: (self.named(link) is None, self.age(link)))
            elif earlier:
                trace = min(earlier, key=self.age)
            else:
                return trace
        return self.named(trace) or ""

    def links(self, trace: str) -> set[str]:
        return {
            link.trace_id
            for span in self.traces[trace]
            for link in span.links
            if link.trace_id != trace
        }

    def twins(self, trace: str) -> list[Span]:
        """Return the spans of other traces that show a call of this trace."""
        return [
            other
            for mine in self.traces[trace]
            for other in self.spans
            if other.trace_id != trace
            and _are_twins(mine, other)
            and not self.is_crowded(mine)
            and not self.is_crowded(other)
        ]

    def is_crowded(self, call: Span) -> bool:
        """Return whether its response id is shared by too many concurrent calls to identify one."""
        mine = read_facts(call)
        near = [
            other
            for other in self.spans
            if other is not call
            and read_facts(other).response_id == mine.response_id
            and read_facts(other).kind == mine.kind
            and other.start_time_unix_nano <= _end(call)
            and _end(other) >= call.start_time_unix_nano
        ]
        return len(near) > crowds.MOST


def _end(span: Span) -> int:
    return max(span.start_time_unix_nano, span.end_time_unix_nano)


def _are_twins(one: Span, other: Span) -> bool:
    mine, theirs = read_facts(one), read_facts(other)
    return (
        mine.response_id is not None
        and mine.response_id == theirs.response_id
        and {mine.kind, theirs.kind} <= MODEL_KINDS
        and is_one_call(sighting_of(one), sighting_of(other))
    )
