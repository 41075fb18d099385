"""`agentops-otel export`, `import` and `rm`: sessions out, in, and gone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import wrap_file

from agentops_otel.dashboard.api.lines import BadLineError, Line, read_line
from agentops_otel.dashboard.commands.opening import reading, writing
from agentops_otel.dashboard.commands.options import Database
from agentops_otel.dashboard.commands.terminal import fail
from agentops_otel.dashboard.model import Written

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", dir_okay=False, help="File to write; by default stdout."),
]


def export_sessions(
    *,
    session_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of sessions.")],
    db: Database,
    output: Output = None,
) -> None:
    """Write sessions as OTLP JSON lines, which any OpenTelemetry receiver takes."""
    with reading(db) as store:
        for session_id in session_ids:
            if store.session(session_id) is None:
                fail(f"there is no session {session_id}")
        lines = (line for session_id in session_ids for line in store.export(session_id))
        if output is None:
            _write_lines(sys.stdout.buffer, lines)
            return
        try:
            with output.open("wb") as file:
                _write_lines(file, lines)
        except OSError as error:
            fail(f"cannot write {output}: {error.strerror}")


def _write_lines(file: BinaryIO, lines: Iterator[bytes]) -> None:
    file.writelines(line.rstrip(b"\n") + b"\n" for line in lines)
    file.flush()


def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, readable=True, help="OTLP JSON, a request a line."
        ),
    ],
    db: Database,
) -> None:
    """Take in OTLP JSON lines, as `export` and the collector's file exporter write them."""
    counts: list[Written] = []
    rejected = 0
    console = Console(stderr=True)
    with writing(db) as store, file.open("rb") as raw:
        progress = wrap_file(raw, file.stat().st_size, description=file.name, console=console)
        with progress as lines:
            for number, text in enumerate(lines, start=1):
                if text.strip():
                    line = _read(text, number)
                    rejected += len(line.problems)
                    counts.append(store.write(line.batch))
    typer.echo(
        f"{sum(each.new for each in counts)} new,"
        f" {sum(each.replaced for each in counts)} replaced,"
        f" {sum(each.duplicate for each in counts)} known already, {rejected} rejected"
    )


def _read(text: bytes, number: int) -> Line:
    try:
        return read_line(text, number)
    except BadLineError as error:
        fail(f"{error}; the lines before it are kept")


def remove_sessions(
    *,
    session_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of sessions.")],
    db: Database,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Erase sessions with all their text; this cannot be undone."""
    with writing(db) as store:
        for session_id in session_ids:
            if store.session(session_id) is None:
                fail(f"there is no session {session_id}")
        if not yes:
            typer.confirm(f"Erase {len(session_ids)} sessions?", abort=True)
        for session_id in session_ids:
            removed = store.remove(session_id)
            typer.echo(f"{session_id}: {removed.spans} spans erased")
