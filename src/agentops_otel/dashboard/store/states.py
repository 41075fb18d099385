"""A session's state, name and times, derived from its session spans and its other spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeVar

from agentops_otel.dashboard.dialects.facts import Facts
from agentops_otel.dashboard.model import LOST_AFTER_NS, SessionState, Span
from agentops_otel.dashboard.store.rollup import Rollup

Value = TypeVar("Value")

# Stored as the state of an open session: whether it is running or lost depends on the time.
OPEN: Final = "open"
EndState = Literal["error", "cancelled", "unfinished", "success"]

# Of session spans that end at the same time, the state with the highest number wins.
_GRAVITY: Final[dict[EndState, int]] = {"error": 3, "cancelled": 2, "unfinished": 1, "success": 0}

# The end states that `end_session` accepts, and that other producers therefore write.
_SYNONYMS: Final[dict[str, EndState]] = {
    "error": "error",
    "fail": "error",
    "cancelled": "cancelled",
    "unfinished": "unfinished",
    "indeterminate": "unfinished",
    "success": "success",
}


@dataclass(frozen=True, slots=True)
class SessionSpan:
    """What is known of a session span, from the span itself or from its live records.

    Attributes:
        start: 0 if unknown.
        end: None while it has not ended.
    """

    start: int
    end: int | None = None
    state: EndState | None = None
    name: str | None = None
    reason: str | None = None
    parent: str | None = None


class Outcome(NamedTuple):
    """The derived facts of a session that lists show.

    Attributes:
        state: An end state or `OPEN`.
        end: None while it is open.
        duration: In nanoseconds; while it is open, the duration so far.
    """

    name: str
    state: str
    reason: str | None
    parent: str | None
    start: int
    end: int | None
    duration: int


def session_span_of(span: Span, facts: Facts) -> SessionSpan:
    """Return the session span that a span of kind session represents."""
    return SessionSpan(
        start=span.first_time_unix_nano,
        end=span.end_time_unix_nano or None,
        state=end_state_of(facts.end_state, is_error=span.status == "error"),
        name=facts.session_name or span.name,
        reason=facts.end_reason or span.status_message or None,
        parent=facts.session_parent,
    )


def end_state_of(written: str | None, *, is_error: bool) -> EndState:
    """Parse an end state as producers write it; if there is none, use the span's status.

    An unknown state is read as `unfinished`.
    """
    if written is None:
        return "error" if is_error else "success"
    return _SYNONYMS.get(written.lower(), "unfinished")


def merged(told: Sequence[SessionSpan]) -> SessionSpan:
    """Merge the reports of one session span, in order of decreasing precedence."""
    first = told[0]
    return SessionSpan(
        start=first.start,
        end=_first_known([each.end for each in told]),
        state=_first_known([each.state for each in told if each.end is not None]),
        name=_first_known([each.name for each in told]),
        reason=_first_known([each.reason for each in told]),
        parent=_first_known([each.parent for each in told]),
    )


def outcome(
    session_id: str,
    rollup: Rollup,
    session_spans: Sequence[SessionSpan],
    last_record: int | None = None,
) -> Outcome:
    """Derive a session's state, name and times.

    Args:
        session_id: The name of last resort.
        rollup: Aggregates over all spans of the session.
        session_spans: Those that are known.
        last_record: Time of the last live record.
    """
    spans_start = rollup.first_start or 0
    last_time = max(
        0,
        rollup.last_time or 0,
        last_record or 0,
        *(each.end or each.start for each in session_spans),
    )
    fallback = rollup.named or rollup.root or rollup.span or (0, session_id)
    if not session_spans:
        if rollup.claims_session:
            state, end = OPEN, None
        else:
            state, end = ("error" if rollup.has_root_error else "success"), last_time
        duration = _duration(spans_start, last_time)
        return Outcome(fallback[1], state, None, None, spans_start, end, duration)
    newest = max(session_spans, key=lambda each: (each.start, each.name or ""))
    # A session that is reopened inside itself is not its own parent.
    parent = None if newest.parent == session_id else newest.parent
    start = min((each.start for each in session_spans if each.start), default=spans_start)
    name = newest.name or fallback[1]
    ended = [each for each in session_spans if each.end is not None]
    if len(ended) < len(session_spans):
        start = start if rollup.first_start is None else min(start, rollup.first_start)
        return Outcome(name, OPEN, None, parent, start, None, _duration(start, last_time))
    final = max(ended, key=lambda each: (each.end or 0, _GRAVITY[each.state or "success"]))
    end = final.end or 0
    state = final.state or "success"
    return Outcome(name, state, newest.reason, parent, start, end, _duration(start, end))


def _duration(start: int, end: int) -> int:
    """Return `end - start`, at least 0; 0 if the start is unknown (0)."""
    return max(0, end - start) if start else 0


def state_at(state: str, received: int, now: int) -> SessionState:
    """Return a session's state at a time of the server's clock."""
    if state == OPEN:
        return "running" if now - received < LOST_AFTER_NS else "lost"
    return state  # type: ignore[return-value]  # The file holds end states only.


def _first_known(values: Sequence[Value | None]) -> Value | None:
    return next((value for value in values if value is not None), None)
