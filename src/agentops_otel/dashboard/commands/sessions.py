"""`agentops-otel sessions`: the list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from agentops_otel.dashboard.commands.console import STATE_STYLES, output, plain_table
from agentops_otel.dashboard.commands.figures import (
    cost_text,
    count_text,
    duration_text,
    time_text,
)
from agentops_otel.dashboard.commands.opening import reading
from agentops_otel.dashboard.commands.terminal import WRONG_USAGE, fail, printable
from agentops_otel.dashboard.model import SessionSummary
from agentops_otel.dashboard.query.ast import EVERYTHING, Filter
from agentops_otel.dashboard.store.questions import SortField, SortOrder


def list_sessions(
    words: Sequence[str], db: Path, *, sort: SortField, order: SortOrder, limit: int, as_json: bool
) -> None:
    """List the sessions that match a filter, given as the words of a command line."""
    where = _read_filter(words)
    with reading(db) as store:
        page = store.sessions(where, sort=sort, order=order, limit=limit)
        count = store.count(where)
    if as_json:
        from agentops_otel.dashboard.commands.as_json import print_sessions

        print_sessions(page.rows)
        return
    if not page.rows:
        typer.echo("No session matches the filter." if words else "No sessions.")
        return
    output().print(_table(page.rows))
    more = "more than " if count.is_capped else ""
    typer.echo(f"{len(page.rows)} of {more}{count.value}")


def _read_filter(words: Sequence[str]) -> Filter:
    if not words:
        return EVERYTHING
    from agentops_otel.dashboard.query.error import FilterError
    from agentops_otel.dashboard.query.parser import parse_filter

    for word in words:
        if word.startswith("--"):
            fail(
                f"No such option: {word} (see agentops-otel sessions --help)",
                code=WRONG_USAGE,
            )
    try:
        return parse_filter(" ".join(words))
    except FilterError as error:
        near = f" (near: {', '.join(error.near)})" if error.near else ""
        fail(
            f"the filter is invalid\n{error.pointed()}{near}{_of_the_shell(words)}",
            code=WRONG_USAGE,
        )


def _of_the_shell(words: Sequence[str]) -> str:
    """Return a hint if the shell may have taken the rest of a term for a redirection."""
    if not any(word.endswith(":") for word in words):
        return ""
    return "\nthe shell interprets > and <: quote the term, as in 'duration:>30s'"


def _table(sessions: Sequence[SessionSummary]) -> Table:
    table = plain_table("STATE")
    table.add_column("NAME", max_width=32, no_wrap=True)
    table.add_column("ID", overflow="fold", min_width=32)
    table.add_column("START (UTC)")
    for title in ("DURATION", "TOKENS", "COST", "ERRORS"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("TAGS", overflow="fold")
    for session in sessions:
        table.add_row(*_row(session))
    return table


def _row(session: SessionSummary) -> tuple[Text, ...]:
    counts = [count for count in (session.input_tokens, session.output_tokens) if count is not None]
    return (
        Text(session.state, style=STATE_STYLES[session.state]),
        Text(printable(session.name)),
        Text(printable(session.id)),
        Text(time_text(session.start_time_unix_nano)),
        Text(duration_text(session.duration_ns)),
        Text(count_text(sum(counts) if counts else None)),
        Text(cost_text(session.cost_usd)),
        Text(count_text(session.error_count), style="red" if session.error_count else ""),
        Text(printable(", ".join(session.tags))),
    )
