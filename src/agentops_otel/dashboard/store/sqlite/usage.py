"""Usage of a session as a whole: calls, tokens and cost, with each operation counted once.

It also includes two facts that only contents reveal: the first user message, and lost spans.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

from agentops_otel.dashboard.counting.once import Counted, count_once
from agentops_otel.dashboard.counting.plain import count_if_plain
from agentops_otel.dashboard.counting.prices import cost_of
from agentops_otel.dashboard.dialects.facts import MODEL_KINDS, NO_OPERATIONS
from agentops_otel.dashboard.store.sqlite import statements
from agentops_otel.dashboard.store.sqlite.durations import pack
from agentops_otel.dashboard.store.sqlite.first_text import first_user_text
from agentops_otel.dashboard.store.sqlite.losses import lost_spans
from agentops_otel.dashboard.store.sqlite.revisions import next_revision
from agentops_otel.dashboard.store.sqlite.seen import SeenSpan, seen_records, seen_spans
from agentops_otel.dashboard.store.sqlite.sources import Sources

_LARGEST_COUNT: Final = 2**63 - 1
_SAYS_NOTHING: Final = (None,) * 8
_NO_NUMBERS: Final[dict[str, Any]] = {
    "count": 0,
    "errors": 0,
    "llm_calls": 0,
    "tool_calls": 0,
    "input_tokens": None,
    "output_tokens": None,
    "cached_tokens": None,
    "cost": None,
}


@dataclass(slots=True)
class Usage:
    """Totals over the operations of a session; None if no operation has the number."""

    llm_calls: int = 0
    tool_calls: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None

    def add(self, counted: Counted, cost: float | None) -> None:
        """Add one operation."""
        facts = counted.facts
        self.llm_calls += facts.kind == "llm"
        self.tool_calls += facts.kind == "tool"
        self.input_tokens = _sum(self.input_tokens, facts.input_tokens)
        self.output_tokens = _sum(self.output_tokens, facts.output_tokens)
        self.cached_tokens = _sum(self.cached_tokens, facts.cached_tokens)
        self.cost = _sum(self.cost, cost)


def _sum(one: Any, other: Any) -> Any:
    """Add the known numbers, capped at the largest that the file can hold."""
    if one is None or other is None:
        return other if one is None else one
    largest = _LARGEST_COUNT if isinstance(one, int) else sys.float_info.max
    return min(one + other, largest)


class Counts(NamedTuple):
    """What counting the operations of a session found, as the values that the file should have.

    Attributes:
        usage: Totals of the session.
        facets: Rows of `session_facets`.
        spans: Values of `statements.SAVE_OPERATION`, for the spans that have others now.
        first_user_text: See `first_user_text`.
        lost_spans: See `lost_spans`.
    """

    usage: Usage
    facets: Sequence[Mapping[str, Any]]
    spans: Sequence[tuple[Any, ...]]
    first_user_text: str | None
    lost_spans: int | None


def count(connection: sqlite3.Connection, session: int) -> Counts:
    """Count a session's operations. This writes nothing."""
    sources = Sources(connection)
    spans = seen_spans(connection, session, sources)
    usage, facets = Usage(), _Facets()
    told: dict[int, tuple[Any, ...]] = {}
    sightings = [each.sighting for each in spans.values()]
    sightings += seen_records(connection, session, sources)
    plain = count_if_plain(sightings)
    operations = count_once(sightings) if plain is None else plain
    for counted in operations:
        if counted.facts.kind in NO_OPERATIONS:
            continue
        cost, _ = cost_of(counted.facts, counted.start_time_unix_nano)
        usage.add(counted, cost)
        facets.add(counted, cost)
        told.update(_told(counted, cost, spans))
    return Counts(
        usage,
        list(facets.rows(session)),
        _changed(spans.values(), told),
        first_user_text(connection, session, sources, operations, spans),
        lost_spans(connection, session, sources),
    )


def save(connection: sqlite3.Connection, session: int, counts: Counts) -> None:
    """Update a session's row, spans and facets to what was counted."""
    connection.executemany(statements.SAVE_OPERATION, counts.spans)
    connection.execute(statements.CLEAR_OPERATION_FACETS, (session,))
    connection.executemany(statements.INSERT_OPERATION_FACET, counts.facets)
    connection.execute(
        statements.SAVE_USAGE,
        {
            "n": session,
            "revision": next_revision(connection),
            "first_user_text": counts.first_user_text,
            "lost_spans": counts.lost_spans,
            **asdict(counts.usage),
        },
    )


def _told(
    counted: Counted, cost: float | None, spans: Mapping[tuple[str, str], SeenSpan]
) -> dict[int, tuple[Any, ...]]:
    """Return the values of an operation by row number of each span that represents it."""
    facts = counted.facts
    numbers = [spans[sighting.key].n for sighting in counted.sightings if not sighting.is_record]
    says = (
        next(iter(numbers), None),
        facts.request_model,
        facts.response_model,
        counted.name if facts.kind == "tool" else None,
        facts.agent,
        facts.input_tokens,
        facts.output_tokens,
        cost,
    )
    return dict.fromkeys(numbers, says)


def _changed(
    spans: Iterable[SeenSpan], told: Mapping[int, tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Return the values of the spans that have others now; NULL for spans without an operation."""
    return [
        (*says, span.n) for span in spans if (says := told.get(span.n, _SAYS_NOTHING)) != span.says
    ]


class _Facets:
    """Totals of a session's operations by model, provider, tool and agent."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], dict[str, Any]] = {}
        self._durations: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, counted: Counted, cost: float | None) -> None:
        """Add one operation.

        It counts under the requested model. The name under which the model answered has a row, too,
        so that filters find the session, but without numbers, which would count the call twice.
        """
        facts = counted.facts
        if facts.kind in MODEL_KINDS:
            model = facts.request_model or facts.response_model
            self._add("model", model, counted, cost)
            self._add("provider", facts.provider, counted, cost)
            if facts.response_model not in {None, model}:
                self._at("model", facts.response_model)
        elif facts.kind == "tool":
            self._add("tool", counted.name, counted, cost)
        self._add("agent", facts.agent, counted, cost)

    def rows(self, session: int) -> Iterator[dict[str, Any]]:
        """Yield the facet rows of a session."""
        for (kind, value), numbers in self._numbers.items():
            durations = pack(self._durations[kind, value])
            yield {
                "kind": kind,
                "value": value,
                "session": session,
                "durations": durations,
                **numbers,
            }

    def _add(self, kind: str, value: str | None, counted: Counted, cost: float | None) -> None:
        if not value:
            return
        numbers, facts = self._at(kind, value), counted.facts
        numbers["count"] += 1
        numbers["errors"] += facts.is_error
        numbers["llm_calls"] += facts.kind == "llm"
        numbers["tool_calls"] += facts.kind == "tool"
        took = counted.end_time_unix_nano - counted.start_time_unix_nano
        self._durations[kind, value].append(took)
        for column, number in (
            ("input_tokens", facts.input_tokens),
            ("output_tokens", facts.output_tokens),
            ("cached_tokens", facts.cached_tokens),
            ("cost", cost),
        ):
            numbers[column] = _sum(numbers[column], number)

    def _at(self, kind: str, value: str | None) -> dict[str, Any]:
        return self._numbers.setdefault((kind, value or ""), dict(_NO_NUMBERS))
