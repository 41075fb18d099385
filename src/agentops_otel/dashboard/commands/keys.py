"""`agentops-otel keys`: who may reach a dashboard that listens on the network."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.text import Text

from agentops_otel.dashboard.commands.console import output, plain_table
from agentops_otel.dashboard.commands.opening import changing, reading, writing
from agentops_otel.dashboard.commands.terminal import fail, printable
from agentops_otel.dashboard.safety import keys
from agentops_otel.dashboard.safety.roles import Role


def add_key(db: Path, *, role: Role, name: str) -> None:
    """Create a key, and print it."""
    with writing(db) as store:
        _, text = keys.add_key(store, role, name)
    typer.echo(text)


def list_keys(db: Path, *, as_json: bool) -> None:
    """List the keys, without their text."""
    with reading(db) as store:
        known = keys.list_keys(store)
    if as_json:
        from agentops_otel.dashboard.commands.as_json import print_keys

        print_keys(known)
        return
    if not known:
        typer.echo("No key.")
        return
    table = plain_table("ID", "ROLE", "NAME", "MADE (UTC)")
    for key in known:
        made = key.created.strftime("%Y-%m-%d %H:%M")
        table.add_row(key.id, key.role, Text(printable(key.name)), made)
    output().print(table)


def remove_key(key_id: str, db: Path) -> None:
    """Remove a key."""
    with changing(db) as store:
        if not keys.remove_key(store, key_id):
            fail(f"there is no key {key_id}")
