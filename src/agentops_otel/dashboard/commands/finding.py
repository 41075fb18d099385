"""Finds sessions by their ids, or by the beginning of an id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

from agentops_otel.dashboard.commands.terminal import fail
from agentops_otel.dashboard.model import SessionSummary
from agentops_otel.dashboard.store.interface import Store

_MOST_NAMED: Final = 5


def find_session(store: Store, given: str) -> SessionSummary:
    """Return the session with this id, or the only one whose id begins with it; else fail."""
    session = store.session(given)
    if session is not None:
        return session
    if not given:
        _fail_unknown(given)
    return _only_one(store, given)


def find_whole(store: Store, session_id: str) -> SessionSummary:
    """Return the session with exactly this id; fail if there is none."""
    return store.session(session_id) or _fail_unknown(session_id)


def _only_one(store: Store, beginning: str) -> SessionSummary:
    from agentops_otel.dashboard.query.ast import Match, Pattern
    from agentops_otel.dashboard.query.fields import SESSION_FIELDS

    where = Match(SESSION_FIELDS["id"], Pattern((beginning, "")))
    found = store.sessions(where, limit=_MOST_NAMED).rows
    if len(found) != 1:
        _fail_several(beginning, found, store.count(where).value)
    return found[0]


def _fail_several(beginning: str, found: Sequence[SessionSummary], count: int) -> NoReturn:
    if not found:
        _fail_unknown(beginning)
    names = [f"{each.id} ({each.name})" for each in found]
    if more := count - len(found):
        names.append(f"{more} more")
    fail(f"{count} sessions have ids that begin with {beginning}: {', '.join(names)}")


def _fail_unknown(session_id: str) -> NoReturn:
    fail(f"there is no session {session_id}")
