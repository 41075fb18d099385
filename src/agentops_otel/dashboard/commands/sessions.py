"""`agentops-otel sessions`: the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from agentops_otel.dashboard.api.sessions import Session
from agentops_otel.dashboard.commands.opening import read_filter, reading
from agentops_otel.dashboard.commands.options import AsJson, Database
from agentops_otel.dashboard.commands.terminal import (
    STATE_STYLES,
    cost_text,
    count_text,
    duration_text,
    output,
    print_json,
    printable,
)
from agentops_otel.dashboard.model import SessionSummary
from agentops_otel.dashboard.store.interface import SortField, SortOrder


def list_sessions(
    *,
    db: Database,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help="A filter, for example: tag:production -tag:test state:error duration:'>30s'.",
            show_default=False,
        ),
    ] = None,
    sort: Annotated[SortField, typer.Option(help="What to order by.")] = "start",
    order: Annotated[SortOrder, typer.Option(help="Which way.")] = "desc",
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the sessions that a filter holds for; without one all, the newest first."""
    where = read_filter(query or [])
    with reading(db) as store:
        page = store.sessions(where, sort=sort, order=order, limit=limit)
        count = store.count(where)
    if as_json:
        print_json([Session.model_validate(row) for row in page.rows])
        return
    console = output()
    if not page.rows:
        console.print("No session." if not query else "No session that the filter holds for.")
        return
    console.print(_table(page.rows))
    more = "more than " if count.is_capped else ""
    console.print(f"{len(page.rows)} of {more}{count.value}")


def _table(sessions: Sequence[SessionSummary]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("STATE")
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
        Text(start_text(session)),
        Text(duration_text(session.duration_ns)),
        Text(count_text(sum(counts) if counts else None)),
        Text(cost_text(session.cost_usd)),
        Text(count_text(session.error_count), style="red" if session.error_count else ""),
        Text(printable(", ".join(session.tags))),
    )


def start_text(session: SessionSummary) -> str:
    """Write when a session started, in UTC."""
    seconds = session.start_time_unix_nano // 10**9
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return f"{seconds} s after 1970"
