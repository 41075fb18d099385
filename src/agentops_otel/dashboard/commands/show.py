"""`agentops-otel show`: one session as a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.text import Text
from rich.tree import Tree

from agentops_otel.dashboard.commands.console import STATE_STYLES, output
from agentops_otel.dashboard.commands.figures import (
    cost_text,
    count_text,
    counted,
    duration_text,
    time_text,
)
from agentops_otel.dashboard.commands.finding import find_session
from agentops_otel.dashboard.commands.opening import reading
from agentops_otel.dashboard.commands.terminal import printable
from agentops_otel.dashboard.model import SessionSummary, SpanSummary


def show_session(session_id: str, db: Path, *, as_json: bool) -> None:
    """Show one session, given by the beginning of its id: its summary, and its spans as a tree."""
    with reading(db) as store:
        session = find_session(store, session_id)
        spans = store.spans(session.id)
    if as_json:
        from agentops_otel.dashboard.commands.as_json import print_session

        print_session(session, spans)
        return
    console = output()
    console.print(_heading(session))
    for tree in _trees(spans):
        console.print(tree)


def _heading(session: SessionSummary) -> Text:
    facts = [
        time_text(session.start_time_unix_nano) + " UTC",
        duration_text(session.duration_ns),
        counted(session.span_count, "span"),
        counted(session.error_count, "error"),
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
    """Return a tree for each root, and for each cycle of parents that no root leads to."""
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
    """Return the tree below a span, or None if the span has been placed already."""
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
