"""`agentops-otel doctor`: whether the database is sound."""

from __future__ import annotations

from typing import Annotated

import typer

from agentops_otel.dashboard.commands.opening import reading, writing
from agentops_otel.dashboard.commands.options import Database
from agentops_otel.dashboard.commands.terminal import FAILED, count_text, output
from agentops_otel.dashboard.page import NO_BUNDLE, Page


def examine(
    *,
    db: Database,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended; stop the dashboard first.")
    ] = False,
) -> None:
    """Look whether the database is sound and every number in it follows from its spans."""
    console = output()
    with (writing if repair else reading)(db) as store:
        info = store.info()
        report = store.check(repair=repair)
    console.print(f"{info.engine} at {info.location}, schema {info.schema_version}")
    console.print(
        f"{count_text(info.sessions)} sessions, {count_text(info.spans)} spans,"
        f" {info.bytes_used / 2**20:.1f} MiB"
    )
    if not Page().is_built:
        console.print(f"page: {NO_BUNDLE}")
    for sentence in report.repaired:
        console.print(f"repaired: {sentence}")
    for sentence in report.problems:
        console.print(f"problem: {sentence}")
    if report.problems:
        raise typer.Exit(FAILED)
    console.print("No problem found.")
