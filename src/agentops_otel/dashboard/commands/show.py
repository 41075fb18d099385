"""`agentops-otel show`: one session as a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.text import Text
from rich.tree import Tree

from agentops_otel.dashboard.api.sessions import Session
from agentops_otel.dashboard.api.wire import Body, UnixNano
from agentops_otel.dashboard.commands.opening import reading
from agentops_otel.dashboard.commands.options import AsJson, Database
from agentops_otel.dashboard.commands.sessions import start_text
from agentops_otel.dashboard.commands.terminal import (
    STATE_STYLES,
    cost_text,
    count_text,
    duration_text,
    fail,
    output,
    print_json,
    printable,
)
from agentops_otel.dashboard.model import OperationKind, SessionSummary, SpanSummary, StatusCode


class SpanRow(Body):
    """A span of the tree."""

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    service: str | None
    kind: OperationKind
    start_time_unix_nano: UnixNano
    duration_ns: int
    status: StatusCode


class ShownSession(Session):
    """A session, summed up, with its spans by start."""

    spans: list[SpanRow]


def show_session(
    *,
    session_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the session.")],
    db: Database,
    as_json: AsJson = False,
) -> None:
    """Show one session: its summary, and its spans as a tree."""
    with reading(db) as store:
        session = store.session(session_id)
        spans = store.spans(session_id)
    if session is None:
        fail(f"there is no session {session_id}")
    if as_json:
        summary = Session.model_validate(session)
        rows = [SpanRow.model_validate(span) for span in spans]
        print_json(ShownSession(**dict(summary), spans=rows))
        return
    console = output()
    console.print(_heading(session))
    for tree in _trees(spans):
        console.print(tree)


def _heading(session: SessionSummary) -> Text:
    facts = [
        start_text(session) + " UTC",
        duration_text(session.duration_ns),
        f"{count_text(session.span_count)} spans",
        f"{count_text(session.error_count)} errors",
        f"{count_text(session.input_tokens)} → {count_text(session.output_tokens)} tokens",
        cost_text(session.cost_usd),
    ]
    text = Text.assemble(
        (session.state, STATE_STYLES[session.state]),
        "  ",
        (printable(session.name), "bold"),
        f"  {printable(session.id)}\n",
        "  ".join(facts),
    )
    if session.reason:
        text.append(f"\n{printable(session.reason)}")
    if session.tags:
        text.append(f"\ntags: {printable(', '.join(session.tags))}")
    return text


def _trees(spans: Sequence[SpanSummary]) -> list[Tree]:
    """Give a tree for each root, and for each circle of parents that no root leads to."""
    keys = {(span.trace_id, span.span_id) for span in spans}
    roots: list[SpanSummary] = []
    children: dict[tuple[str, str], list[SpanSummary]] = {}
    for span in spans:
        parent = (span.trace_id, span.parent_span_id)
        if parent in keys:
            children.setdefault(parent, []).append(span)
        else:
            roots.append(span)
    placed: set[tuple[str, str]] = set()
    trees = (_tree(span, children, placed) for span in (*roots, *spans))
    return [tree for tree in trees if tree]


def _tree(
    root: SpanSummary,
    children: Mapping[tuple[str, str], Sequence[SpanSummary]],
    placed: set[tuple[str, str]],
) -> Tree | None:
    """Give the tree below a span, or None where the span has its place already."""
    if (root.trace_id, root.span_id) in placed:
        return None
    top = Tree("", hide_root=True)
    waiting = [(root, top)]
    while waiting:
        span, above = waiting.pop()
        key = (span.trace_id, span.span_id)
        if key not in placed:
            placed.add(key)
            node = above.add(_label(span))
            waiting.extend((child, node) for child in reversed(children.get(key, ())))
    return top.children[0]


def _label(span: SpanSummary) -> Text:
    style = STATE_STYLES["error"] if span.status == "error" else ""
    mark = "  error" if span.status == "error" else ""
    return Text.assemble(
        (span.kind, "dim"),
        " ",
        (printable(span.name), style),
        (f"  {duration_text(span.duration_ns)}", "dim"),
        (mark, style),
    )
