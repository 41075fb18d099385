"""`agentops-otel keys`: who may reach a dashboard that listens on the network."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from agentops_otel.dashboard.commands.opening import reading, writing
from agentops_otel.dashboard.commands.options import Database
from agentops_otel.dashboard.commands.terminal import fail, output, printable
from agentops_otel.dashboard.safety.keys import Role, list_keys, remove_key
from agentops_otel.dashboard.safety.keys import add_key as make_key

commands = typer.Typer(
    help="Keys for a dashboard that listens on the network.", no_args_is_help=True
)


@commands.command("add")
def add_key(
    *,
    role: Annotated[
        Role,
        typer.Option(help="ingest: send telemetry. read: look at it. admin: all, erasing too."),
    ],
    name: Annotated[str, typer.Option(help="Who or what it is for.")] = "",
    db: Database,
) -> None:
    """Make a key, and print it: it is kept hashed and cannot be shown again."""
    with writing(db) as store:
        _, text = make_key(store, role, name)
    typer.echo(text)


@commands.command("list")
def show_keys(db: Database) -> None:
    """List the keys, without their text."""
    with reading(db) as store:
        keys = list_keys(store)
    if not keys:
        output().print("No key.")
        return
    table = Table("ID", "ROLE", "NAME", "MADE (UTC)", box=None, pad_edge=False)
    for key in keys:
        made = key.created.strftime("%Y-%m-%d %H:%M")
        table.add_row(key.id, key.role, Text(printable(key.name)), made)
    output().print(table)


@commands.command("rm")
def forget_key(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the key.")], db: Database
) -> None:
    """Remove a key: it and the logins with it stop working within a second or two."""
    with writing(db) as store:
        if not remove_key(store, key_id):
            fail(f"there is no key {key_id}")
