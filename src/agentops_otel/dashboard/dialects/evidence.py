"""The spans and log records of a session, at hand for what is read of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agentops_otel.dashboard.dialects.content import Content, combined_content
from agentops_otel.dashboard.dialects.counting import Counted
from agentops_otel.dashboard.dialects.saying import read_content
from agentops_otel.dashboard.dialects.sightings import Sighting, sighting_of, sighting_of_record
from agentops_otel.dashboard.model import LogRecord, OperationKind, Span


class Evidence:
    """The spans and log records of one session."""

    def __init__(self, spans: Iterable[Span], records: Iterable[LogRecord]) -> None:
        self._spans = {sighting_of(span): span for span in spans}
        self._records: dict[Sighting, LogRecord] = {}
        self._records_in: dict[tuple[str, str], list[LogRecord]] = {}
        for record in records:
            if (sighting := sighting_of_record(record)) is not None:
                self._records[sighting] = record
            if record.span_id:
                self._records_in.setdefault((record.trace_id, record.span_id), []).append(record)

    @property
    def sightings(self) -> Sequence[Sighting]:
        """What the spans and log records are to counting."""
        return (*self._spans, *self._records)

    def content(self, counted: Counted) -> Content:
        """Give what the sightings of an operation say, together."""
        return combined_content(
            [self._content(counted.facts.kind, sighting) for sighting in counted.sightings]
        )

    def _content(self, kind: OperationKind, sighting: Sighting) -> Content:
        if sighting.is_record:
            return read_content(kind, None, [self._records[sighting]])
        return read_content(kind, self._spans[sighting], self._records_in.get(sighting.key, ()))
