"""The first user message of a session, which the session list shows as one line.

It is read in the same way as for `/operations`, but one model call at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import Final

from agentops_otel.dashboard.contents.saying import read_asked
from agentops_otel.dashboard.counting.evidence import PROMPT_ABOVE, asked_above
from agentops_otel.dashboard.counting.once import Counted
from agentops_otel.dashboard.counting.sayings import Prompts
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.model import LogRecord, Message, OperationKind, Span
from agentops_otel.dashboard.store.sqlite.blocks import read_block
from agentops_otel.dashboard.store.sqlite.log_rows import log_record_of
from agentops_otel.dashboard.store.sqlite.seen import SeenSpan
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import span_of

_LONGEST: Final = 300

# The first few calls suffice: if contents are not captured, no call has any; otherwise few calls
# are made without a user's message.
_MOST_CALLS: Final = 8

_SeenSpans = Mapping[tuple[str, str], SeenSpan]

# The prompt is among the first log records of a program.
_MOST_RECORDS: Final = 256


def first_user_text(
    connection: sqlite3.Connection,
    session: int,
    sources: Sources,
    counted: Iterable[Counted],
    spans: _SeenSpans,
) -> str | None:
    """Return the first user message of the earliest model call that has one, truncated.

    Args:
        connection: Connection to the file.
        session: Row number of the session.
        sources: Resources and scopes of the file.
        counted: The operations of the session, by start.
        spans: All spans of the session, by trace and span id.
    """
    said = _Said(connection, session, sources)
    calls = (each for each in counted if each.facts.kind == "llm")
    for call in islice(calls, _MOST_CALLS):
        for messages in said.asked(call, spans):
            if (text := next(_user_texts(messages), None)) is not None:
                return text[:_LONGEST]
    return None


def _user_texts(messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        if message.role == "user" and message.text and (text := message.text.strip()):
            yield text


def _sighting_at(spans: _SeenSpans, key: tuple[str, str]) -> Sighting | None:
    seen = spans.get(key)
    return None if seen is None else seen.sighting


class _Said:
    """Reads spans and log records of a session one at a time."""

    def __init__(self, connection: sqlite3.Connection, session: int, sources: Sources) -> None:
        self._connection = connection
        self._session = session
        self._sources = sources
        # The first calls of a session mostly arrive together, in one block.
        self._block = lru_cache(maxsize=1)(partial(read_block, connection))

    def asked(self, call: Counted, spans: _SeenSpans) -> Iterator[tuple[Message, ...]]:
        """Yield the messages that a model was asked, from each possible source, the best first."""
        for sighting in call.sightings:
            if sighting.is_record:
                yield read_asked("llm", None, self._record(sighting))
            yield self._asked_in("llm", sighting.key, spans)
        if call.facts.dialect not in PROMPT_ABOVE:
            return
        for above in asked_above(call.sightings[0], partial(_sighting_at, spans)):
            # A step of an agent is asked what the agent is asked.
            yield self._asked_in("agent", above.key, spans)
        prompt = self._prompts.before(call.facts.dialect, call.start_time_unix_nano)
        if prompt is not None:
            yield read_asked("agent", None, [prompt])

    def _asked_in(
        self, kind: OperationKind, key: tuple[str, str], spans: _SeenSpans
    ) -> tuple[Message, ...]:
        seen = spans.get(key)
        span = self._span(seen.n) if seen is not None else None
        return read_asked(kind, span, self._records(key))

    @cached_property
    def _prompts(self) -> Prompts:
        """The prompts in the first log records of the session."""
        prompts = Prompts()
        rows = self._connection.execute(
            "SELECT * FROM log_records WHERE session = ? AND NOT tells_operation"
            " ORDER BY time LIMIT ?",
            (self._session, _MOST_RECORDS),
        )
        for row in rows:
            prompts.keep(log_record_of(row, self._sources))
        return prompts

    def _span(self, number: int) -> Span:
        """Return the span with a row number."""
        row = self._connection.execute("SELECT * FROM spans WHERE n = ?", (number,)).fetchone()
        end = row["offset"] + row["length"]
        return span_of(row, self._block(row["block"])[row["offset"] : end], self._sources)

    def _record(self, sighting: Sighting) -> list[LogRecord]:
        """Return the log records that a sighting was made from."""
        rows = self._connection.execute(
            "SELECT * FROM log_records WHERE session = ? AND time = ? AND tells_operation",
            (self._session, sighting.end_time_unix_nano),
        )
        records = (log_record_of(row, self._sources) for row in rows)
        return [each for each in records if (each.trace_id, each.span_id) == sighting.key]

    def _records(self, key: tuple[str, str]) -> list[LogRecord]:
        """Return the log records that were emitted in a span."""
        trace, span = map(bytes.fromhex, key)
        rows = self._connection.execute(
            "SELECT * FROM log_records WHERE session = ? AND trace = ? AND span = ?",
            (self._session, trace, span),
        )
        return [log_record_of(row, self._sources) for row in rows]
