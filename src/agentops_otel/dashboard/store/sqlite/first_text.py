"""What the user says first in a session: the one line of text that its row in the list has.

It is read as `/operations` are, but from the spans and log records of one model call at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Final

from agentops_otel.dashboard.dialects.counting import Counted
from agentops_otel.dashboard.dialects.evidence import FURTHEST_PROMPT, PROMPT_ABOVE
from agentops_otel.dashboard.dialects.operations import operations
from agentops_otel.dashboard.dialects.sightings import Sighting
from agentops_otel.dashboard.model import LogRecord, Operation, OperationKind, Span
from agentops_otel.dashboard.store.sqlite.log_rows import log_record_of
from agentops_otel.dashboard.store.sqlite.seen import SeenSpan
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import contents, span_of

LONGEST: Final = 300

_KINDS: Final[tuple[OperationKind, ...]] = ("llm",)

# Where contents are not captured no call has any; elsewhere few are made without a user's message.
_MOST_CALLS: Final = 8

SeenSpans = Mapping[tuple[str, str], SeenSpan]


def first_user_text(
    connection: sqlite3.Connection,
    session: int,
    sources: Sources,
    counted: Iterable[Counted],
    spans: SeenSpans,
) -> str | None:
    """Give the first user message of the earliest model call that has one, without its end.

    Args:
        connection: To the file.
        session: Row number of the session.
        sources: Of the file.
        counted: The operations of the session, by start.
        spans: All spans of the session.
    """
    calls = (each for each in counted if each.facts.kind == "llm")
    for call in islice(calls, _MOST_CALLS):
        keys = list(_keys(call, spans))
        told = operations(
            _spans(connection, sources, [spans[key].n for key in keys if key in spans]),
            _records(connection, session, sources, keys),
            kinds=_KINDS,
        )
        text = next(chain.from_iterable(map(_user_texts, told)), None)
        if text is not None:
            return text[:LONGEST]
    return None


def _user_texts(call: Operation) -> Iterator[str]:
    for message in call.input_messages:
        if message.role == "user" and message.text and (text := message.text.strip()):
            yield text


def _keys(call: Counted, spans: SeenSpans) -> Iterator[tuple[str, str]]:
    """Name the spans that stand for a call or, if it takes that, tell what it was asked."""
    yield from dict.fromkeys(sighting.key for sighting in call.sightings)
    if call.facts.dialect in PROMPT_ABOVE:
        yield from _keys_above(call.sightings[0], spans)


def _keys_above(sighting: Sighting, spans: SeenSpans) -> Iterator[tuple[str, str]]:
    for _ in range(FURTHEST_PROMPT):
        above = spans.get(sighting.parent_key)
        if above is None:
            return
        sighting = above.sighting
        yield sighting.key


def _spans(
    connection: sqlite3.Connection, sources: Sources, numbers: Iterable[int]
) -> Iterator[Span]:
    for number in numbers:
        rows = connection.execute("SELECT * FROM spans WHERE n = ?", (number,))
        for row, encoded in contents(connection, rows):
            yield span_of(row, encoded, sources)


def _records(
    connection: sqlite3.Connection,
    session: int,
    sources: Sources,
    keys: Iterable[tuple[str, str]],
) -> Iterator[LogRecord]:
    for trace, span in keys:
        rows = connection.execute(
            "SELECT * FROM log_records WHERE session = ? AND trace = ? AND span = ?",
            (session, bytes.fromhex(trace), bytes.fromhex(span)),
        )
        yield from (log_record_of(row, sources) for row in rows)
