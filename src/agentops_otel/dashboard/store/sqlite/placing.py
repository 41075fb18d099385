"""Assigns spans to sessions, and reassigns stored spans if the rules require it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agentops_otel.dashboard.store.crowds import Call
from agentops_otel.dashboard.store.placement import Node, inherited_sessions, session_of_trace
from agentops_otel.dashboard.store.sqlite import span_content, statements
from agentops_otel.dashboard.store.sqlite.arrivals import Arrival
from agentops_otel.dashboard.store.sqlite.blocks import contents
from agentops_otel.dashboard.store.sqlite.sessions import SessionIds
from agentops_otel.dashboard.store.sqlite.tracing import StoredTraces


@dataclass(frozen=True, slots=True)
class Move:
    """A move of a stored span to another session.

    Attributes:
        n: Row number of the span.
        block: Row number of its current block.
        source: Row number of its current session.
        target: Row number of the session that it belongs to.
    """

    n: int
    trace: bytes
    block: int
    source: int
    target: int


class Placing:
    """Places the spans of one write."""

    def __init__(self, connection: sqlite3.Connection, ids: SessionIds) -> None:
        self._connection = connection
        self._ids = ids
        self._traces = StoredTraces(connection)

    def place(self, arrivals: Sequence[Arrival], unsettled: Iterable[bytes] = ()) -> list[Move]:
        """Assign each arrival its session, and return the moves of stored spans that follow.

        Also updates the trace rows of the arrivals.

        Args:
            arrivals: The spans that are about to be inserted.
            unsettled: Further traces whose spans may have to move.
        """
        by_trace: dict[bytes, list[Arrival]] = defaultdict(list)
        for arrival in arrivals:
            by_trace[arrival.trace].append(arrival)
        changed = [trace for trace, spans in by_trace.items() if self._record(trace, spans)]
        self._traces = StoredTraces(self._connection)
        moves: list[Move] = []
        for trace, spans in by_trace.items():
            moves += self._place_in_trace(trace, spans)
        for trace in (self.dependents_of(changed) | set(unsettled)) - by_trace.keys():
            moves += self._place_in_trace(trace, [])
        return moves

    def place_twins(self, arrivals: Iterable[Arrival], moved: Iterable[bytes]) -> list[Move]:
        """Return the moves of spans whose trace has a new twin, or one whose spans have moved.

        Twins are looked up in the file, so the arrivals must already be inserted, and earlier moves
        carried out. Only traces whose spans name no session can follow a twin.

        Args:
            arrivals: Those of the inserted spans that share their response id with other spans.
            moved: The traces whose spans have moved.
        """
        self._traces = StoredTraces(self._connection)
        shared = self.with_twins_like(
            (
                arrival.response_id,
                arrival.part.kind,
                arrival.trace,
                arrival.part.start,
                arrival.part.end,
            )
            for arrival in arrivals
        )
        moves: list[Move] = []
        for trace in sorted(shared | self.dependents_of(shared | set(moved))):
            moves += self._place_in_trace(trace, [])
        return moves

    def with_twins_like(
        self, changed: Iterable[tuple[str | None, str, bytes, int, int]]
    ) -> set[bytes]:
        """Return the traces whose spans name no session and whose twins some calls may affect.

        Args:
            changed: Response id, kind, trace, start and end of calls in the file that were just
                added or are about to be removed.
        """
        calls: dict[tuple[str, str], list[Call]] = defaultdict(list)
        for response_id, kind, trace, start, end in changed:
            if response_id is not None:
                calls[response_id, kind].append(Call(trace, start, max(start, end)))
        return {
            trace
            for (response_id, kind), some in calls.items()
            for trace in self._traces.affected_by(response_id, kind, some)
            if self._traces.named_session(trace.hex()) is None
        }

    def dependents_of(self, traces: Iterable[bytes]) -> set[bytes]:
        """Return all traces whose session may depend, even indirectly, on those of `traces`."""
        waiting = [trace.hex() for trace in traces]
        found = set[str]()
        while waiting:
            for dependent in self._traces.dependents(waiting.pop()):
                if dependent not in found:
                    found.add(dependent)
                    if self._traces.named_session(dependent) is None:
                        waiting.append(dependent)
        return {bytes.fromhex(trace) for trace in found}

    def record_anew(self, trace: bytes) -> None:
        """Rebuild the rows of a trace after some of its spans were removed."""
        spans = self._connection.execute(statements.SPANS_OF_TRACE, (trace,)).fetchall()
        for table, column in (
            ("traces", "id"),
            ("trace_sessions", "trace"),
            ("trace_links", "trace"),
        ):
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (trace,))
        if not spans:
            return
        self._connection.execute(
            "INSERT INTO traces (id, session, start, keyless) VALUES (?, ?, ?, ?)",
            (
                trace,
                spans[0]["session"],
                min(row["start"] for row in spans),
                not all(row["is_keyed"] for row in spans),
            ),
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO trace_sessions (trace, session) VALUES (?, ?)",
            [(trace, row["session"]) for row in spans],
        )
        self._connection.executemany(
            statements.MERGE_TRACE_SESSION,
            [
                {"trace": trace, "session": row["session"], "start": row["start"]}
                for row in spans
                if row["is_keyed"]
            ],
        )
        for _, encoded in contents(self._connection, spans):
            links = span_content.decode(encoded)["links"]
            self._add_links(trace, [link.trace_id for link in links])

    def _record(self, trace: bytes, arrivals: Sequence[Arrival]) -> bool:
        """Update the rows of a trace; return whether the change may affect other traces."""
        known = self._connection.execute(
            "SELECT session, start, keyless FROM traces WHERE id = ?", (trace,)
        ).fetchone()
        start = min(arrival.part.start for arrival in arrivals)
        keyless = any(arrival.key is None for arrival in arrivals)
        is_news = self._record_keys(trace, arrivals) | self._record_links(trace, arrivals)
        if known is None:
            self._connection.execute(
                "INSERT INTO traces (id, session, start, keyless) VALUES (?, 0, ?, ?)",
                (trace, start, keyless),
            )
            return True
        if start < known["start"] or (keyless and not known["keyless"]):
            self._connection.execute(
                "UPDATE traces SET start = min(start, ?), keyless = max(keyless, ?) WHERE id = ?",
                (start, keyless, trace),
            )
        return is_news or start < known["start"]

    def _record_keys(self, trace: bytes, arrivals: Sequence[Arrival]) -> bool:
        starts: dict[int, int] = {}
        for arrival in arrivals:
            if arrival.key is not None:
                session = self._ids.number(arrival.key)
                start = arrival.part.start
                starts[session] = min(start, starts.get(session, start))
        is_news = False
        for session, start in starts.items():
            changed = self._connection.execute(
                statements.MERGE_TRACE_SESSION,
                {"trace": trace, "session": session, "start": start},
            )
            is_news |= changed.rowcount > 0
        return is_news

    def _record_links(self, trace: bytes, arrivals: Sequence[Arrival]) -> bool:
        links = [link for arrival in arrivals for link in arrival.links]
        return bool(links) and self._add_links(trace, links)

    def _add_links(self, trace: bytes, links: Iterable[str]) -> bool:
        targets = {bytes.fromhex(link) for link in links} - {trace}
        changed = self._connection.executemany(
            "INSERT OR IGNORE INTO trace_links (trace, target) VALUES (?, ?)",
            [(trace, target) for target in targets],
        )
        return changed.rowcount > 0

    def _place_in_trace(self, trace: bytes, arrivals: Sequence[Arrival]) -> list[Move]:
        row = self._connection.execute(
            "SELECT session, keyless FROM traces WHERE id = ?", (trace,)
        ).fetchone()
        if row is None:
            return []
        if not row["keyless"]:
            for arrival in arrivals:
                arrival.session = self._own_session(arrival)
            return []
        named = self._traces.named_session(trace.hex())
        default = self._ids.number(named or session_of_trace(trace.hex(), self._traces))
        if default != row["session"]:
            self._connection.execute("UPDATE traces SET session = ? WHERE id = ?", (default, trace))
        if named is None:
            for arrival in arrivals:
                arrival.session = default
            return self._moves_to(trace, default)
        return self._place_among_keys(trace, default, arrivals)

    def _own_session(self, arrival: Arrival) -> int:
        return self._ids.number(arrival.key or "")

    def _moves_to(self, trace: bytes, target: int) -> list[Move]:
        elsewhere = self._connection.execute(
            "SELECT 1 FROM trace_sessions WHERE trace = ? AND session <> ?", (trace, target)
        ).fetchone()
        if elsewhere is None:
            return []
        return [
            Move(row["n"], trace, row["block"], row["session"], target)
            for row in self._connection.execute(statements.SPANS_OF_TRACE, (trace,))
            if row["session"] != target
        ]

    def _place_among_keys(
        self, trace: bytes, default: int, arrivals: Sequence[Arrival]
    ) -> list[Move]:
        """Place the spans of a trace in which some spans name a session."""
        rows = self._connection.execute(statements.SPANS_OF_TRACE, (trace,)).fetchall()
        nodes = [
            Node(
                row["id"],
                row["parent"],
                self._ids.id(row["session"]) if row["is_keyed"] else None,
                row["start"],
            )
            for row in rows
        ]
        nodes += [
            Node(
                arrival.id,
                arrival.parent,
                arrival.key,
                arrival.part.start,
            )
            for arrival in arrivals
        ]
        inherited = inherited_sessions(nodes)

        def session(span: bytes) -> int:
            found = inherited.get(span)
            return default if found is None else self._ids.number(found)

        for arrival in arrivals:
            keyless = arrival.key is None
            arrival.session = session(arrival.id) if keyless else self._own_session(arrival)
        return [
            Move(row["n"], trace, row["block"], row["session"], target)
            for row in rows
            if not row["is_keyed"] and (target := session(row["id"])) != row["session"]
        ]
