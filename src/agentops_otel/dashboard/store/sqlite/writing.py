"""One write of spans and log records, in one transaction.

1. Spans that the file already has are skipped; older versions are removed.
2. Every span gets its session; stored spans move if the set of spans now requires it.
3. Contents are written to blocks, and rows are inserted.
4. The sessions' aggregates are updated: by merging if spans were only added, by recomputing if any
   were removed. Counting of operations is left to `deferred`.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from agentops_otel.dashboard.dialects.facts import NO_OPERATIONS
from agentops_otel.dashboard.model import LogRecord, Written
from agentops_otel.dashboard.store.rollup import Rollup
from agentops_otel.dashboard.store.sqlite import (
    blocks,
    session_spans,
    sessions,
    statements,
    usage,
    words,
)
from agentops_otel.dashboard.store.sqlite.arrivals import Arrival
from agentops_otel.dashboard.store.sqlite.log_writing import LogWriting
from agentops_otel.dashboard.store.sqlite.placing import Move, Placing
from agentops_otel.dashboard.store.sqlite.recomputing import recompute
from agentops_otel.dashboard.store.sqlite.repeats import mark_repeated
from agentops_otel.dashboard.store.sqlite.revisions import next_revision
from agentops_otel.dashboard.store.sqlite.sessions import SessionIds, SessionRow
from agentops_otel.dashboard.store.sqlite.sources import Sources
from agentops_otel.dashboard.store.sqlite.spans import row_of

# Before version 3.32, SQLite allowed at most 999 values per statement.
_IDS_AT_ONCE: Final = 500


class Write:
    """Writes one batch through a connection with an open transaction."""

    def __init__(self, connection: sqlite3.Connection, received: int) -> None:
        self._connection = connection
        self._received = received
        self._ids = SessionIds(connection)
        self._sources = Sources(connection)
        self._to_recompute = set[int]()
        self._worn_blocks = set[tuple[int, int]]()
        self._touched_traces = set[bytes]()
        self._logs = LogWriting(connection, self._ids, self._sources)

    def run(self, arrivals: Sequence[Arrival], log_records: Sequence[LogRecord]) -> Written:
        """Write everything, and return how much was new, duplicate or replaced."""
        new, older = self._without_known(arrivals)
        placing = Placing(self._connection, self._ids)
        unsettled = self._remove(older, placing)
        self._touched_traces.update(arrival.trace for arrival in new)
        moves = placing.place(new, unsettled)
        repeated = self._insert(new)
        self._move(moves)
        twins = [arrival for arrival in new if arrival.response_id in repeated]
        self._move(placing.place_twins(twins, {move.trace for move in moves}))
        self._logs.write(log_records)
        self._logs.follow(self._touched_traces)
        self._to_recompute |= self._logs.left
        blocks.rewrite_all(self._connection, self._worn_blocks)
        self._update_sessions(new)
        replaced = len({(row["trace"], row["id"]) for row in older})
        return Written(
            new=len(new) - replaced + self._logs.new,
            duplicate=len(arrivals) - len(new) + len(log_records) - self._logs.new,
            replaced=replaced,
        )

    def recompute(self, session: int) -> None:
        """Recompute everything that is derived for a session."""
        self._to_recompute.add(session)
        self._update_sessions([])
        usage.save(self._connection, session, usage.count(self._connection, session))

    def _without_known(
        self, arrivals: Sequence[Arrival]
    ) -> tuple[list[Arrival], list[sqlite3.Row]]:
        """Return the arrivals that the file does not have, and the rows that they replace."""
        versions = self._versions(arrivals)
        new: list[Arrival] = []
        replaced: dict[int, sqlite3.Row] = {}
        for arrival in arrivals:
            known = versions.get((arrival.trace, arrival.id))
            older = self._superseded(arrival, known) if known else []
            if older is not None:
                new.append(arrival)
                replaced |= {row["n"]: row for row in older}
        return new, list(replaced.values())

    def _versions(
        self, arrivals: Sequence[Arrival]
    ) -> dict[tuple[bytes, bytes], list[sqlite3.Row]]:
        """Return the stored versions of the arrivals by trace and span id."""
        by_trace: dict[bytes, list[bytes]] = defaultdict(list)
        for arrival in arrivals:
            by_trace[arrival.trace].append(arrival.id)
        found: dict[tuple[bytes, bytes], list[sqlite3.Row]] = defaultdict(list)
        for trace, ids in by_trace.items():
            for start in range(0, len(ids), _IDS_AT_ONCE):
                some = ids[start : start + _IDS_AT_ONCE]
                marks = ",".join("?" * len(some))
                query = statements.VERSIONS_OF_SPANS.replace(":ids", marks)
                for row in self._connection.execute(query, (trace, *some)):
                    found[row["trace"], row["id"]].append(row)
        return found

    def _superseded(
        self, arrival: Arrival, versions: Sequence[sqlite3.Row]
    ) -> list[sqlite3.Row] | None:
        """Return the stored versions that an arrival replaces; None if a stored one wins.

        A version that names its session wins over those that do not, then the later end wins.
        """
        keyless = [row for row in versions if not row["is_keyed"]]
        if arrival.key is None:
            same = keyless
            if len(keyless) < len(versions):
                return None
        else:
            session = self._ids.number(arrival.key)
            same = [row for row in versions if row["is_keyed"] and row["session"] == session]
        if any((row["end"], row["digest"]) >= arrival.version for row in same):
            return None
        return [*same, *(row for row in keyless if row not in same)]

    def _remove(self, rows: Sequence[sqlite3.Row], placing: Placing) -> set[bytes]:
        """Remove older versions; return the traces whose session may have depended on them."""
        if not rows:
            return set()
        traces = {row["trace"] for row in rows}
        twins = placing.with_twins_like(
            (row["response_id"], row["kind"], row["trace"], row["start"], row["end"])
            for row in rows
        )
        unsettled = placing.dependents_of(traces | twins) | twins
        words.remove(self._connection, rows)
        self._connection.executemany("DELETE FROM spans WHERE n = ?", [(row["n"],) for row in rows])
        for trace in traces:
            placing.record_anew(trace)
        self._worn_blocks.update((row["block"], row["session"]) for row in rows)
        self._to_recompute.update(row["session"] for row in rows)
        return unsettled

    def _insert(self, arrivals: Sequence[Arrival]) -> set[str]:
        """Insert placed spans; return the response ids that several spans have."""
        (last,) = self._connection.execute("SELECT coalesce(max(n), 0) FROM spans").fetchone()
        next_number = max(last, words.last_number(self._connection)) + 1
        new_blocks = blocks.NewBlocks(self._connection)
        offsets = []
        for number, arrival in enumerate(arrivals, start=next_number):
            arrival.n = number
            offsets.append(new_blocks.add(arrival.session, arrival.content))
        numbers = new_blocks.write()
        self._connection.executemany(
            statements.INSERT_SPAN,
            [
                row_of(
                    arrival,
                    self._sources.number(arrival.resource, arrival.scope),
                    numbers[arrival.session],
                    offset,
                )
                for arrival, offset in zip(arrivals, offsets, strict=True)
            ],
        )
        repeated = mark_repeated(
            self._connection, [(arrival.response_id, arrival.n) for arrival in arrivals]
        )
        words.add(
            self._connection, self._received, [(arrival.n, arrival.text) for arrival in arrivals]
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO trace_sessions (trace, session) VALUES (?, ?)",
            {(arrival.trace, arrival.session) for arrival in arrivals},
        )
        return repeated

    def _move(self, moves: Sequence[Move]) -> None:
        """Move stored spans to other sessions, including their contents."""
        if not moves:
            return
        new_blocks = blocks.NewBlocks(self._connection)
        placed = []
        for number, in_block in _by_block(moves).items():
            block = blocks.read_block(self._connection, number)
            for move in in_block:
                offset, length = self._connection.execute(
                    "SELECT offset, length FROM spans WHERE n = ?", (move.n,)
                ).fetchone()
                placed.append((new_blocks.add(move.target, block[offset : offset + length]), move))
        numbers = new_blocks.write()
        self._connection.executemany(
            "UPDATE spans SET session = ?, block = ?, offset = ? WHERE n = ?",
            [(move.target, numbers[move.target], offset, move.n) for offset, move in placed],
        )
        self._touched_traces.update(move.trace for move in moves)
        for trace, source, target in {(move.trace, move.source, move.target) for move in moves}:
            self._connection.execute(statements.LEAVE_TRACE, {"trace": trace, "session": source})
            self._connection.execute(
                "INSERT OR IGNORE INTO trace_sessions (trace, session) VALUES (?, ?)",
                (trace, target),
            )
        self._worn_blocks.update((move.block, move.source) for move in moves)
        self._to_recompute.update(
            session for move in moves for session in (move.source, move.target)
        )

    def _update_sessions(self, arrivals: Sequence[Arrival]) -> None:
        added: dict[int, list[Arrival]] = defaultdict(list)
        for arrival in arrivals:
            if arrival.session not in self._to_recompute:
                added[arrival.session].append(arrival)
                if (told := arrival.session_span) is not None:
                    session_spans.note_span(
                        self._connection, arrival.session, arrival.trace, arrival.id, told
                    )
        revision = next_revision(self._connection)
        for number in added.keys() | self._to_recompute | self._ids.added | self._logs.sessions:
            row = sessions.load(self._connection, number)
            if number in self._to_recompute:
                row.rollup = recompute(self._connection, number, self._sources)
                self._logs.tell_again(row)
            elif number in added:
                row.rollup.merge(Rollup.of([each.part for each in added[number]]))
            self._logs.update(row)
            row.new_blocks = int(number in added)
            row.is_uncounted |= (
                number in self._to_recompute
                or number in self._logs.to_count
                or self._has_operations(row)
            )
            sessions.save(self._connection, row, self._received, revision)

    def _has_operations(self, row: SessionRow) -> bool:
        if any(kind == "kind" and value not in NO_OPERATIONS for kind, value in row.rollup.facets):
            return True
        found = self._connection.execute(statements.HAS_OPERATIONS, {"session": row.n}).fetchone()
        return found is not None


def _by_block(moves: Sequence[Move]) -> dict[int, list[Move]]:
    blocks_: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        blocks_[move.block].append(move)
    return blocks_
