"""Log records that say a part of an operation, by the operation that they are of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS
from agentops_otel.dashboard.dialects.records import event_name
from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.model import LogRecord

# OTel's events of an answer; its others are of what a model was given.
_ANSWERS: Final = frozenset(("gen_ai.choice", "gen_ai.content.completion"))
_MESSAGES: Final = "gen_ai."
_PROMPTS: Final = {name: dialect.name for dialect in DIALECTS for name in dialect.prompts}


class Sayings:
    """Log records that are no operation by themselves: what they say is of some span.

    That is the span that they were written in. But an instrumentation may not make the span of a
    call current (OpenLLMetry's of Anthropic, and of OpenAI once an answer streams): then messages
    are written in the span around it, and are of the call that the same instrumentation shows
    directly below, at that time.
    """

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        self._calls: set[tuple[str, str]] = set()
        self._calls_below: dict[tuple[tuple[str, str], str], list[Sighting]] = {}
        self._records: dict[tuple[str, str], list[LogRecord]] = {}
        for sighting in sightings:
            if sighting.facts.kind in MODEL_KINDS:
                self._calls.add(sighting.key)
                place = (sighting.parent_key, sighting.scope)
                self._calls_below.setdefault(place, []).append(sighting)

    def keep(self, record: LogRecord) -> None:
        """Keep a log record for the span that it says something of."""
        if not record.span_id:
            return
        written_in = (record.trace_id, record.span_id)
        call = None if written_in in self._calls else self._call_below(written_in, record)
        self._records.setdefault(call.key if call else written_in, []).append(record)

    def of(self, sighting: Sighting) -> Sequence[LogRecord]:
        """Give what says something of a span."""
        return self._records.get(sighting.key, ())

    def _call_below(self, around: tuple[str, str], record: LogRecord) -> Sighting | None:
        """Give the call below a span that lasted when a message was written.

        Of several at once an answer is of the one that ended next, for it is the last that its
        instrumentation tells; what a model was given is of the one that began last.
        """
        name = event_name(record, _ANSWERS)
        if not name.startswith(_MESSAGES):
            return None
        now = record.time_unix_nano
        lasting = [
            call
            for call in self._calls_below.get((around, record.scope.name), ())
            if call.start_time_unix_nano <= now <= call.end_time_unix_nano
        ]
        if name in _ANSWERS:
            return min(lasting, key=lambda call: call.end_time_unix_nano, default=None)
        return max(lasting, key=lambda call: call.start_time_unix_nano, default=None)


class Prompts:
    """Log records of what users asked, of producers whose calls do not say it."""

    def __init__(self) -> None:
        self._records: dict[str, list[LogRecord]] = {}

    def keep(self, record: LogRecord) -> None:
        """Keep a log record if it is of a prompt."""
        dialect = _PROMPTS.get(event_name(record, _PROMPTS))
        if dialect is not None:
            self._records.setdefault(dialect, []).append(record)

    def before(self, dialect: str | None, moment_unix_nano: int) -> LogRecord | None:
        """Give the last prompt of a dialect before a moment."""
        earlier = (
            record
            for record in self._records.get(dialect or "", ())
            if record.time_unix_nano <= moment_unix_nano
        )
        return max(earlier, key=lambda record: record.time_unix_nano, default=None)
