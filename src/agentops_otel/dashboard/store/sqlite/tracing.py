"""What the file knows about traces: their sessions, starts, links and twins."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from agentops_otel.dashboard.counting.agreement import is_one_call_at_any_time, overlap
from agentops_otel.dashboard.counting.sightings import Sighting, end_of
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS
from agentops_otel.dashboard.model import OperationKind
from agentops_otel.dashboard.store import crowds
from agentops_otel.dashboard.store.crowds import Call, Crowd
from agentops_otel.dashboard.store.placement import Twin
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.facts import unpack_facts

# Number of traces whose twins are cached: if many traces contain the same call, all ask for the
# twins of the earliest.
_REMEMBERED: Final = 100


class StoredTraces:
    """`placement.Traces`, answered from the file.

    Answers are cached: after spans or traces in the file have changed, create a new object.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._starts: dict[str, int | None] = {}
        self._named: dict[str, str | None] = {}
        self._twins = lru_cache(maxsize=_REMEMBERED)(self._find_twins)

    def start(self, trace: str) -> int | None:
        """See `Traces.start`."""
        if trace not in self._starts:
            row = self._connection.execute(
                "SELECT start FROM traces WHERE id = ?", (bytes.fromhex(trace),)
            ).fetchone()
            self._starts[trace] = None if row is None else int(row["start"])
        return self._starts[trace]

    def named_session(self, trace: str) -> str | None:
        """See `Traces.named_session`."""
        if trace not in self._named:
            row = self._connection.execute(
                statements.NAMED_SESSION, (bytes.fromhex(trace),)
            ).fetchone()
            self._named[trace] = None if row is None else str(row["id"])
        return self._named[trace]

    def links(self, trace: str) -> Sequence[str]:
        """See `Traces.links`."""
        rows = self._connection.execute(
            "SELECT target FROM trace_links WHERE trace = ?", (bytes.fromhex(trace),)
        )
        return [row["target"].hex() for row in rows]

    def twins(self, trace: str) -> Sequence[Twin]:
        """See `Traces.twins`."""
        return self._twins(trace)

    def dependents(self, trace: str) -> Iterable[str]:
        """Yield the traces whose session may depend on this one's.

        A twin's trace does not depend on it if its own spans name a session.
        """
        rows = self._connection.execute(
            "SELECT trace FROM trace_links WHERE target = ?", (bytes.fromhex(trace),)
        )
        yield from (row["trace"].hex() for row in rows)
        yield from (twin.trace for twin in self.twins(trace) if twin.session is None)

    def affected_by(self, response_id: str, kind: str, changed: Sequence[Call]) -> set[bytes]:
        """Return the traces whose twins may differ once some calls are added or removed.

        Args:
            response_id: The response id of the calls.
            kind: Their operation kind.
            changed: The calls, which must be in the file.
        """
        row = self._connection.execute(statements.LONGEST_CALL, (response_id,)).fetchone()
        if row is None:
            return set()  # Most response ids belong to one call.
        longest = int(row["longest"])
        rows = self._connection.execute(
            statements.CALLS_NEAR,
            {
                "response_id": response_id,
                "kind": kind,
                # Include the calls that overlap with an overlapping call, too.
                "start": min(call.start for call in changed) - longest,
                "end": max(call.end for call in changed) + longest,
                "longest": longest,
            },
        )
        calls = [Call(row["trace"], row["start"], row["end"]) for row in rows]
        return Crowd(calls).affected_by(changed, crowds.MOST) if len(calls) > 1 else set()

    def _find_twins(self, trace: str) -> Sequence[Twin]:
        rows = self._connection.execute(
            statements.TWINS_OF_TRACE, {"trace": bytes.fromhex(trace), "most": crowds.MOST}
        )
        return list({self._twin(row): None for row in rows if _are_twins(row)})

    def _twin(self, row: sqlite3.Row) -> Twin:
        trace = row["trace"].hex()
        if self.named_session(trace) is None:
            return Twin(trace, None)
        (identifier,) = self._connection.execute(
            "SELECT id FROM sessions WHERE n = ?", (row["session"],)
        ).fetchone()
        return Twin(trace, identifier)


def _are_twins(row: sqlite3.Row) -> bool:
    kind = row["kind"]
    return (
        kind in MODEL_KINDS
        and _agree(kind, row["my_facts"], row["facts"])
        and overlap(
            _sighting(kind, row["my_start"], row["my_end"], row["my_facts"]),
            _sighting(kind, row["start"], row["end"], row["facts"]),
        )
    )


# Calls that share a response id often have identical facts, which makes the cache effective.
@lru_cache(maxsize=1000)
def _agree(kind: OperationKind, mine: str, theirs: str) -> bool:
    return is_one_call_at_any_time(_sighting(kind, 0, 0, mine), _sighting(kind, 0, 0, theirs))


@lru_cache(maxsize=1000)
def _sighting(kind: OperationKind, start: int, end: int, facts: str) -> Sighting:
    known = unpack_facts(kind, facts)
    return Sighting(
        trace_id="",
        span_id="",
        parent_span_id="",
        name="",
        scope="",
        start_time_unix_nano=start,
        end_time_unix_nano=end_of(start, end, known),
        facts=known,
        has_end=end != 0,
    )
