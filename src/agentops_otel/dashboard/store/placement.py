"""The engine-independent rules for which session a span belongs to.

docs/explanation/which-session.md describes them in prose. All rules are functions of the set of
spans: nothing here may depend on the order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Node(Generic[Id]):
    """The facts of a span that the rules need.

    Attributes:
        session: The session that the span itself names, if any.
    """

    id: Id
    parent: Id | None
    session: str | None
    start: int


def inherited_sessions(nodes: Iterable[Node[Id]]) -> dict[Id, str]:
    """Return the inherited session of each span that has an ancestor with one but names none.

    Args:
        nodes: All spans of one trace.
    """
    by_id: dict[Id, Node[Id]] = {}
    for node in nodes:
        known = by_id.get(node.id)
        # Spans of several sessions can share an id; their children follow the earliest.
        if known is None or _precedence(node) < _precedence(known):
            by_id[node.id] = node
    answers: dict[Id, str | None] = {}
    for node in by_id.values():
        path: list[Id] = []
        session = _walk_up(node, by_id, answers, path)
        answers.update(dict.fromkeys(path, session))
    return {id_: session for id_, session in answers.items() if session is not None}


def _precedence(node: Node[Id]) -> tuple[bool, int, str]:
    return node.session is None, node.start, node.session or ""


def _walk_up(
    node: Node[Id], by_id: Mapping[Id, Node[Id]], answers: Mapping[Id, str | None], path: list[Id]
) -> str | None:
    on_path = set[Id]()
    current: Node[Id] | None = node
    while current is not None and current.session is None:
        if current.id in answers:
            return answers[current.id]
        if current.id in on_path:
            return None
        path.append(current.id)
        on_path.add(current.id)
        current = by_id.get(current.parent) if current.parent is not None else None
    return current.session if current is not None else None


@dataclass(frozen=True, slots=True)
class Twin:
    """The same model call, seen in another trace.

    Attributes:
        session: The session of the other span, if its trace names one.
    """

    trace: str
    session: str | None


class Traces(Protocol):
    """The facts about traces that the rules need."""

    def start(self, trace: str) -> int | None:
        """Return the earliest start of a trace's spans, or None if none of them is known."""
        ...

    def named_session(self, trace: str) -> str | None:
        """Return the session that the trace's spans name; if several, the one named earliest."""
        ...

    def links(self, trace: str) -> Sequence[str]:
        """Return the other traces that the trace's spans link to."""
        ...

    def twins(self, trace: str) -> Sequence[Twin]:
        """Return the model calls of other traces that are the same calls as this trace's."""
        ...


def session_of_trace(trace: str, traces: Traces) -> str:
    """Return the session of those spans of a trace that neither name nor inherit one.

    A trace that names no session is followed, in this order, to a twin of one of its calls that has
    a session, to a linked trace, or to an earlier trace with a twin. A cycle resolves to its
    earliest trace.
    """
    path: list[str] = []
    current = trace
    while True:
        if current in path:
            circle = path[path.index(current) :]
            return min(circle, key=_by_start(traces))
        path.append(current)
        named = traces.named_session(current)
        if named is not None:
            return named
        step = _next(current, traces)
        if step is None:
            return current
        if step.session is not None:
            return step.session
        current = step.trace


def _next(trace: str, traces: Traces) -> Twin | None:
    twins = traces.twins(trace)
    by_start = _by_start(traces)
    with_session = [twin for twin in twins if twin.session is not None]
    if with_session:
        return min(with_session, key=lambda twin: (*by_start(twin.trace), twin.session))
    links = [link for link in traces.links(trace) if traces.start(link) is not None]
    if links:
        best = min(links, key=lambda link: (traces.named_session(link) is None, *by_start(link)))
        return Twin(best, None)
    earlier = [twin for twin in twins if by_start(twin.trace) < by_start(trace)]
    return min(earlier, key=lambda twin: by_start(twin.trace)) if earlier else None


def _by_start(traces: Traces) -> Callable[[str], tuple[int, str]]:
    return lambda trace: (traces.start(trace) or 0, trace)
