"""The operations of one session: counted all at once, with contents of only those asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache, partial
from typing import Final, NamedTuple

from agentops_otel.dashboard.counting.evidence import Evidence
from agentops_otel.dashboard.counting.once import Counted, count_once
from agentops_otel.dashboard.counting.operations import DEFAULT_KINDS, tell
from agentops_otel.dashboard.counting.plain import count_if_plain
from agentops_otel.dashboard.counting.sightings import Sighting
from agentops_otel.dashboard.model import Cursor, Operation, OperationKind, Page, Span
from agentops_otel.dashboard.store.patience import current_patience
from agentops_otel.dashboard.store.sqlite.blocks import read_block
from agentops_otel.dashboard.store.sqlite.seen import seen_records, seen_spans
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import span_of
from agentops_otel.dashboard.store.sqlite.timeline import all_logs

# Bytes that a sighting with its facts takes in memory.
_SIZE_OF_SIGHTING: Final = 1_000

# Spans of one time are in one block; calls and the agents around them may be in others.
_MOST_BLOCKS: Final = 8


class Account(NamedTuple):
    """What was counted in a session.

    Attributes:
        session_id: Id of the session.
        counted: Its operations by start; plain and session spans only if these were counted too.
        spans: All its spans.
        numbers: Their row numbers.
    """

    session_id: str
    counted: Sequence[Counted]
    spans: Sequence[Sighting]
    numbers: Mapping[tuple[str, str], int]

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        return len(self.spans) * _SIZE_OF_SIGHTING


def account_of(
    connection: sqlite3.Connection, session_id: str, kinds: Collection[OperationKind]
) -> Account:
    """Count the operations of a session, without their contents; empty if it is unknown."""
    row = connection.execute("SELECT n FROM sessions WHERE id = ?", (session_id,)).fetchone()
    if row is None:
        return Account(session_id, (), (), {})
    sources = Sources(connection)
    seen = seen_spans(connection, row["n"], sources)
    spans = [each.sighting for each in seen.values()]
    sightings = [*spans, *seen_records(connection, row["n"], sources)]
    plain = count_if_plain(sightings) if DEFAULT_KINDS.issuperset(kinds) else None
    counted = count_once(sightings) if plain is None else plain
    return Account(session_id, counted, spans, {key: each.n for key, each in seen.items()})


class Choice(NamedTuple):
    """Which operations are wanted.

    Attributes:
        kinds: Their kinds.
        span_id: A span that stands for them; None for any.
        after: The end of the page before, if any.
        limit: How many at most; None for all.
    """

    kinds: Collection[OperationKind]
    span_id: str | None = None
    after: Cursor | None = None
    limit: int | None = None

    def fits(self, counted: Counted) -> bool:
        """Return whether an operation is wanted, on whatever page."""
        spans = (each.span_id for each in counted.sightings if not each.is_record)
        return counted.facts.kind in self.kinds and (self.span_id is None or self.span_id in spans)


def page_of(connection: sqlite3.Connection, account: Account, choice: Choice) -> Page[Operation]:
    """Return some operations with their contents, by start.

    Args:
        connection: Connection to the file, in the state that was counted.
        account: What was counted.
        choice: Which operations.
    """
    wanted = [each for each in account.counted if choice.fits(each)]
    first = 0 if choice.after is None else _following(wanted, choice.after)
    page = wanted[first:] if choice.limit is None else wanted[first : first + choice.limit]
    span_at = _Spans(connection, account.numbers).span
    evidence = Evidence(account.spans, all_logs(connection, account.session_id), span_at)
    rows = tuple(tell(page, account.counted, evidence))
    is_last = first + len(page) == len(wanted)
    return Page(rows, None if is_last or not page else _cursor(page[-1]))


def _cursor(counted: Counted) -> Cursor:
    return Cursor(counted.start_time_unix_nano, "".join(counted.sightings[0].key))


def _following(wanted: Sequence[Counted], after: Cursor) -> int:
    """Return the position after that of a cursor; after its time, if its operation is gone."""
    start = int(after.value or 0)
    following = 0
    for position, each in enumerate(wanted):
        if each.start_time_unix_nano > start:
            break
        following = position + 1
        if _cursor(each) == after:
            break
    return following


class _Spans:
    """Reads whole spans of a session, one at a time."""

    def __init__(
        self, connection: sqlite3.Connection, numbers: Mapping[tuple[str, str], int]
    ) -> None:
        self._connection = connection
        self._numbers = numbers
        self._sources = Sources(connection)
        self._patience = current_patience.get()
        self._block = lru_cache(maxsize=_MOST_BLOCKS)(partial(read_block, connection))

    def span(self, sighting: Sighting) -> Span:
        """Return the span of a sighting."""
        self._patience.check()
        number = self._numbers[sighting.key]
        row = self._connection.execute("SELECT * FROM spans WHERE n = ?", (number,)).fetchone()
        content = self._block(row["block"])[row["offset"] : row["offset"] + row["length"]]
        return span_of(row, content, self._sources)
