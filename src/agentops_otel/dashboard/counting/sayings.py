"""Assign the log records that carry part of an operation's content to that operation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS
from agentops_otel.dashboard.dialects.records import event_name
from agentops_otel.dashboard.dialects.registry import DIALECTS
from agentops_otel.dashboard.model import LogRecord

# OTel's events of an answer; its other events carry a model's input.
_ANSWERS: Final = frozenset(("gen_ai.choice", "gen_ai.content.completion"))
_MESSAGES: Final = "gen_ai."
_PROMPTS: Final = {name: dialect.name for dialect in DIALECTS for name in dialect.prompts}


class Sayings:
    """Log records that stand for no operation themselves, by the span whose content they carry.

    That is the span that they were written in. But an instrumentation may not make the span of a
    call current (OpenLLMetry's of Anthropic, and of OpenAI once an answer streams): messages are
    then written in the parent span, and belong to the call that the same instrumentation shows
    directly below it at that time.
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
        """Store a log record under the span that it belongs to."""
        if not record.span_id:
            return
        written_in = (record.trace_id, record.span_id)
        call = None if written_in in self._calls else self._call_below(written_in, record)
        self._records.setdefault(call.key if call else written_in, []).append(record)

    def of(self, sighting: Sighting) -> Sequence[LogRecord]:
        """Return the log records of a span."""
        return self._records.get(sighting.key, ())

    def _call_below(self, around: tuple[str, str], record: LogRecord) -> Sighting | None:
        """Return the call below a span that was running when a message was written.

        Of several, an answer belongs to the call that ended next, since its instrumentation records
        the answer last; an input belongs to the call that started last.
        """
        name = event_name(record, _ANSWERS)
        if not name.startswith(_MESSAGES):
            return None
        now = record.time_unix_nano
        lasting = [
            call
            for call in self._calls_below.get((around, record.scope.name), ())
            if call.start_time_unix_nano <= now <= call.last_time_unix_nano
        ]
        if name in _ANSWERS:
            return min(
                lasting,
                key=lambda call: (call.last_time_unix_nano, -call.start_time_unix_nano),
                default=None,
            )
        return max(lasting, key=lambda call: call.start_time_unix_nano, default=None)


class Prompts:
    """Log records of users' prompts, from producers whose calls do not carry them."""

    def __init__(self) -> None:
        self._records: dict[str, list[LogRecord]] = {}

    def keep(self, record: LogRecord) -> None:
        """Store a log record if it is a prompt."""
        dialect = _PROMPTS.get(event_name(record, _PROMPTS))
        if dialect is not None:
            self._records.setdefault(dialect, []).append(record)

    def before(self, dialect: str | None, moment_unix_nano: int) -> LogRecord | None:
        """Return the last prompt of a dialect at or before a moment."""
        earlier = (
            record
            for record in self._records.get(dialect or "", ())
            if record.time_unix_nano <= moment_unix_nano
        )
        return max(earlier, key=lambda record: record.time_unix_nano, default=None)
