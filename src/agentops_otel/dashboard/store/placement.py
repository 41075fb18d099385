"""Which session a span belongs to: the rules, free of any engine.

docs/explanation/which-session.md tells them in prose. All of them are functions of the set of
spans: nothing here may depend on the order in which spans arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Node(Generic[Id]):
    """A span's part in the question.

    Attributes:
        session: The session that the span itself names.
    """

    id: Id
    parent: Id | None
    session: str | None
    start: int


def inherited_sessions(nodes: Iterable[Node[Id]]) -> dict[Id, str]:
    """Give the session of each span of a trace that names none but has an ancestor that does."""
    by_id: dict[Id, Node[Id]] = {}
    for node in nodes:
        known = by_id.get(node.id)
        # One id can stand for spans of several sessions; their children follow the earliest.
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
    """The same model call seen in another trace.

    Attributes:
        session: The other span's session if its trace names one.
    """

    trace: str
    session: str | None


class Traces(Protocol):
    """What the rules ask about traces."""

    def start(self, trace: str) -> int | None:
        """Give the first start of a trace's spans; None if no span of it is known."""
        ...

    def named_session(self, trace: str) -> str | None:
        """Give the session that the trace's spans name; of several the one named earliest."""
        ...

    def links(self, trace: str) -> Sequence[str]:
        """Give the other traces that the trace's spans link to."""
        ...

    def twins(self, trace: str) -> Sequence[Twin]:
        """Give the model calls of other traces that are calls of this one too."""
        ...


def session_of_trace(trace: str, traces: Traces) -> str:
    """Give the session of those spans of a trace that neither name nor inherit one.

    A trace that names none is followed to the next: where a twin of one of its calls has a session,
    along its links, to an earlier trace that has a twin. A circle stands for its earliest trace.
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
