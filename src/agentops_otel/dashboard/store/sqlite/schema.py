"""The schema of the file: its versions, the scripts that lead to them, and what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from agentops_otel.dashboard.store.errors import StoreError

# Scripts by the version of the schema that each leads to; the first one creates everything.
_MIGRATIONS: Final = {
    int(file.name.removesuffix(".sql")): file.read_text(encoding="utf-8")
    for file in files(__package__).joinpath("migrations").iterdir()
}
_FIRST_VERSION: Final = min(_MIGRATIONS)
SCHEMA_VERSION: Final = max(_MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """Create or migrate the schema atomically; another process may be doing the same.

    Raises:
        StoreError: As `check_ours`.
    """
    connection.execute("BEGIN IMMEDIATE")
    version = check_ours(connection)
    if version == SCHEMA_VERSION:
        connection.execute("ROLLBACK")
        return
    for leads_to, script in sorted(_MIGRATIONS.items()):
        if leads_to > version:
            for statement in _statements(script):
                connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements: `executescript` would commit the open transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def check_readable(connection: sqlite3.Connection) -> None:
    """Refuse a file whose schema this release cannot read.

    Raises:
        StoreError: It is empty, belongs to another program, or has another release's schema.
    """
    version = check_ours(connection)
    if version == 0:
        raise StoreError("it is empty: `agentops-otel dashboard` fills it")
    if version < SCHEMA_VERSION:
        raise StoreError(
            f"it has schema version {version}, this release reads {SCHEMA_VERSION}:"
            " `agentops-otel dashboard` or `agentops-otel doctor --repair` brings it up to date"
        )


def check_ours(connection: sqlite3.Connection) -> int:
    """Return the file's schema version, provided that this release may write to it.

    Raises:
        StoreError: It belongs to another program, or was written before the first release or by a
            newer one.
    """
    version = _version(connection)
    # Read after the version: another process may be creating them.
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if (version or tables) and "session_facets" not in tables:
        raise StoreError("it is a database of another program: name another file with --db")
    if 0 < version < _FIRST_VERSION:
        raise StoreError(
            f"it has schema version {version}, from before the first release:"
            " name another file with --db, or move this one away"
        )
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"it has schema version {version}, this release knows {SCHEMA_VERSION}:"
            " upgrade agentops-otel-sessions to open it"
        )
    return version
