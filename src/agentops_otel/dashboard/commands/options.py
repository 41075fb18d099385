"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import platformdirs
import typer


def default_path() -> str:
    """Return the path of the database in the user's data folder."""
    return str(platformdirs.user_data_path("agentops-otel", appauthor=False) / "sessions.db")


def parse_database(text: str) -> Path:
    """Read the path of a file.

    Raises:
        typer.BadParameter: It is a URL, as of another engine, which would become a folder's name.
    """
    if "://" in text:
        raise typer.BadParameter(f"{text!r} is a URL: name a file")
    return Path(text)


Database: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--db",
        envvar="AGENTOPS_DASHBOARD_DB",
        parser=parse_database,
        metavar="PATH",
        help="The SQLite file that keeps the sessions.",
        show_default="sessions.db in the user's data folder",
        default_factory=default_path,
    ),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SessionIds: TypeAlias = Annotated[
    list[str],
    typer.Argument(metavar="ID", help="Ids of sessions, or the beginnings of them."),
]
