"""What the user says first in a session: the one line of text that its row in the list has.

It is read as `/operations` are, but from the spans and log records of one model call at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import islice
from typing import Final

from agentops_otel.dashboard.contents.saying import read_asked
from agentops_otel.dashboard.counting.evidence import PROMPT_ABOVE, asked_above
from agentops_otel.dashboard.counting.once import Counted
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.model import LogRecord, Message, OperationKind, Span
from agentops_otel.dashboard.store.sqlite.blocks import read_block
from agentops_otel.dashboard.store.sqlite.log_rows import log_record_of
from agentops_otel.dashboard.store.sqlite.seen import SeenSpan
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import span_of

_LONGEST: Final = 300

# Where contents are not captured no call has any; elsewhere few are made without a user's message.
_MOST_CALLS: Final = 8

_SeenSpans = Mapping[tuple[str, str], SeenSpan]


def first_user_text(
    connection: sqlite3.Connection,
    session: int,
    sources: Sources,
    counted: Iterable[Counted],
    spans: _SeenSpans,
) -> str | None:
    """Give the first user message of the earliest model call that has one, without its end.

    Args:
        connection: To the file.
        session: Row number of the session.
        sources: Of the file.
        counted: The operations of the session, by start.
        spans: All spans of the session.
    """
    said = _Said(connection, session, sources)
    calls = (each for each in counted if each.facts.kind == "llm")
    for call in islice(calls, _MOST_CALLS):
        for kind, key in _tellers(call, spans):
            seen = spans.get(key)
            span = said.span(seen.n) if seen is not None else None
            messages = read_asked(kind, span, said.records(key))
            if (text := next(_user_texts(messages), None)) is not None:
                return text[:_LONGEST]
    return None


def _user_texts(messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        if message.role == "user" and message.text and (text := message.text.strip()):
            yield text


def _tellers(call: Counted, spans: _SeenSpans) -> Iterator[tuple[OperationKind, tuple[str, str]]]:
    """Name what may tell what a model was asked, the best first."""
    for sighting in call.sightings:
        yield "llm", sighting.key
    if call.facts.dialect in PROMPT_ABOVE:
        for above in asked_above(call.sightings[0], partial(_sighting_at, spans)):
            # A step of an agent is asked as the agent is.
            yield "agent", above.key


def _sighting_at(spans: _SeenSpans, key: tuple[str, str]) -> Sighting | None:
    seen = spans.get(key)
    return None if seen is None else seen.sighting


class _Said:
    """Spans and log records of a session, one by one."""

    def __init__(self, connection: sqlite3.Connection, session: int, sources: Sources) -> None:
        self._connection = connection
        self._session = session
        self._sources = sources
        # The first calls of a session mostly came together.
        self._block = lru_cache(maxsize=1)(partial(read_block, connection))

    def span(self, number: int) -> Span:
        """Give the span of a row."""
        row = self._connection.execute("SELECT * FROM spans WHERE n = ?", (number,)).fetchone()
        end = row["offset"] + row["length"]
        return span_of(row, self._block(row["block"])[row["offset"] : end], self._sources)

    def records(self, key: tuple[str, str]) -> list[LogRecord]:
        """Give the log records that were written in a span."""
        trace, span = map(bytes.fromhex, key)
        rows = self._connection.execute(
            "SELECT * FROM log_records WHERE session = ? AND trace = ? AND span = ?",
            (self._session, trace, span),
        )
        return [log_record_of(row, self._sources) for row in rows]
