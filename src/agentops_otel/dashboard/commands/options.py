"""Options and arguments that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import platformdirs
import typer


def default_path() -> Path:
    """Give the file in the user's data folder."""
    return platformdirs.user_data_path("agentops-otel", appauthor=False) / "sessions.db"


Database: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--db",
        envvar="AGENTOPS_DASHBOARD_DB",
        help="The SQLite file that keeps the sessions.",
        show_default="sessions.db in the user's data folder",
        default_factory=default_path,
    ),
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print JSON, in the form of the API.")
]
SessionIds: TypeAlias = Annotated[list[str], typer.Argument(metavar="ID", help="Ids of sessions.")]
