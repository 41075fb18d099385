"""The commands for the keys of a dashboard, and their options."""

from __future__ import annotations

from typing import Annotated

import typer

from agentops_otel.dashboard.commands.options import AsJson, Database
from agentops_otel.dashboard.safety.roles import Role


def add_key(
    *,
    role: Annotated[
        Role,
        typer.Option(help="ingest: send telemetry; read: look at it; admin: everything."),
    ],
    name: Annotated[str, typer.Option(help="Who or what it is for.")] = "",
    db: Database,
) -> None:
    """Make a key, and print it.

    It is kept hashed and cannot be shown again.
    """
    from agentops_otel.dashboard.commands import keys as command

    command.add_key(db, role=role, name=name)


def list_keys(*, db: Database, as_json: AsJson = False) -> None:
    """List the keys, without their text."""
    from agentops_otel.dashboard.commands import keys as command

    command.list_keys(db, as_json=as_json)


def remove_key(
    *,
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the key.")],
    db: Database,
) -> None:
    """Remove a key.

    It and the logins with it stop working within a second or two.
    """
    from agentops_otel.dashboard.commands import keys as command

    command.remove_key(key_id, db)
