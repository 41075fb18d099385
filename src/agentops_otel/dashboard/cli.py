"""The command line: which commands there are, and what they take.

What a command does is loaded when it runs, so that help and a mistyped option are quick.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final

import typer

from agentops_otel.dashboard.commands.options import AsJson, Database, SessionIds
from agentops_otel.dashboard.commands.sizes import parse_size
from agentops_otel.dashboard.commands.terminal import FAILED, WRONG_USAGE, complain, fail
from agentops_otel.dashboard.logs import LogFormat, LogLevel
from agentops_otel.dashboard.safety.roles import Role
from agentops_otel.dashboard.store.interface import SortField, SortOrder

_NAME: Final = "agentops-otel"

app = typer.Typer(
    help="Receives OpenTelemetry of AI agents, keeps it by session, and shows it.",
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    # Text of one column keeps names of variables whole at 80 characters a line.
    rich_markup_mode=None,
)
keys = typer.Typer(
    help="Keys for a dashboard that listens on the network.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(keys, name="keys")


def run() -> int:
    """Run the command that was asked for; gives the exit code.

    What is wrong with the usage is one line, as all other trouble.
    """
    try:
        return app(prog_name=_NAME, standalone_mode=False) or 0
    except typer.TyperException as error:
        complain(f"{' '.join(error.format_message().split())}{_hint(error)}")
        return error.exit_code
    except typer.Abort:
        complain("aborted")
        return FAILED


def _hint(error: typer.TyperException) -> str:
    context: typer.Context | None = getattr(error, "ctx", None)
    return f" (see {context.command_path} --help)" if context else ""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{_NAME} {version('agentops-otel-sessions')}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    _want_command(context)


@keys.callback()
def _keys(context: typer.Context) -> None:
    _want_command(context)


def _want_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        fail("a command is missing", code=WRONG_USAGE)


@app.command()
def dashboard(
    *,
    db: Database,
    host: Annotated[
        str, typer.Option(envvar="AGENTOPS_DASHBOARD_HOST", help="Address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_PORT",
            min=0,
            max=65535,
            help="Port of OTLP/HTTP, the API and the page; 0 takes a free one.",
        ),
    ] = 4318,
    grpc_port: Annotated[
        int | None,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_GRPC_PORT",
            min=0,
            max=65535,
            help="Port of OTLP/gRPC, which takes the extra grpc; 0: off.",
            show_default="4317 if it is free",
        ),
    ] = None,
    retention_days: Annotated[
        float | None,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_RETENTION_DAYS",
            min=0.001,
            help="Remove sessions of which nothing came for so many days.",
            show_default="keep all",
        ),
    ] = None,
    max_size: Annotated[
        int | None,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_MAX_SIZE",
            parser=parse_size,
            metavar="SIZE",
            help="Remove the oldest sessions while the database is larger: 500MB, 10GB.",
            show_default="no limit",
        ),
    ] = None,
    log_level: Annotated[
        LogLevel,
        typer.Option(envvar="AGENTOPS_DASHBOARD_LOG_LEVEL", help="What the log on stderr tells."),
    ] = "info",
    log_format: Annotated[
        LogFormat,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_LOG_FORMAT", help="Lines for people, or JSON for machines."
        ),
    ] = "text",
) -> None:
    """Receive OpenTelemetry, keep it by session, and show it.

    Runs until interrupted.
    """
    from agentops_otel.dashboard.commands.dashboard import run_dashboard

    run_dashboard(
        db,
        host=host,
        port=port,
        grpc_port=grpc_port,
        retention_days=retention_days,
        max_size=max_size,
        log_level=log_level,
        log_format=log_format,
    )


@app.command()
def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Run each session once, list them and exit.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the dashboard; 0 takes a free one.")
    ] = 0,
    db: Annotated[
        Path | None,
        typer.Option(
            help="The SQLite file that keeps the sessions.", show_default="in a temporary folder"
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open the page in a browser.")
    ] = False,
) -> None:
    """Start a dashboard and run a program of agents against it.

    Runs until interrupted. With --once: exit 0 when every session is on the dashboard, else 1 with
    what is missing.
    """
    from agentops_otel.dashboard.commands.demo import run_demo

    run_demo(db, port=port, once=once, no_browser=no_browser)


# A filter's terms may begin with a dash: as an option `-h` would take `-hello` for itself.
@app.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
def sessions(
    context: typer.Context,
    *,
    db: Database,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help="A filter, for example: tag:production -tag:test state:error duration:'>30s'.",
            show_default=False,
        ),
    ] = None,
    sort: Annotated[SortField, typer.Option(help="What to order by.")] = "start",
    order: Annotated[SortOrder, typer.Option(help="Which way.")] = "desc",
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List sessions, the newest first: all, or those of a filter."""
    words = query or []
    if "-h" in words:
        typer.echo(context.get_help())
        return
    from agentops_otel.dashboard.commands.sessions import list_sessions

    list_sessions(words, db, sort=sort, order=order, limit=limit, as_json=as_json)


@app.command()
def show(
    *,
    session_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the session.")],
    db: Database,
    as_json: AsJson = False,
) -> None:
    """Show one session: its summary, and its spans as a tree."""
    from agentops_otel.dashboard.commands.show import show_session

    show_session(session_id, db, as_json=as_json)


@app.command()
def export(
    *,
    session_ids: SessionIds,
    db: Database,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", dir_okay=False, help="File to write; by default stdout."),
    ] = None,
) -> None:
    """Write sessions as OTLP JSON lines.

    Any OpenTelemetry receiver takes them.
    """
    from agentops_otel.dashboard.commands.transfer import export_sessions

    export_sessions(session_ids, db, output=output)


@app.command("import")
def import_(
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="OTLP JSON, a request a line.",
        ),
    ],
    db: Database,
) -> None:
    """Take in OTLP JSON lines.

    `export` and the collector's file exporter write them.
    """
    from agentops_otel.dashboard.commands.transfer import import_file

    import_file(file, db)


@app.command()
def rm(
    *,
    session_ids: SessionIds,
    db: Database,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Erase sessions with all their text; this cannot be undone."""
    from agentops_otel.dashboard.commands.transfer import remove_sessions

    remove_sessions(session_ids, db, unasked=yes)


@app.command()
def doctor(
    *,
    db: Database,
    host: Annotated[
        str, typer.Option(envvar="AGENTOPS_DASHBOARD_HOST", help="Address to look for a dashboard.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            envvar="AGENTOPS_DASHBOARD_PORT", min=0, max=65535, help="Port to look for a dashboard."
        ),
    ] = 4318,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended; stop the dashboard first.")
    ] = False,
) -> None:
    """Look whether the database is sound and a dashboard listens."""
    from agentops_otel.dashboard.commands.doctor import examine

    examine(db, host=host, port=port, repair=repair)


@keys.command("add")
def add_key(
    *,
    role: Annotated[
        Role,
        typer.Option(help="ingest: send telemetry. read: look at it. admin: all, erasing too."),
    ],
    name: Annotated[str, typer.Option(help="Who or what it is for.")] = "",
    db: Database,
) -> None:
    """Make a key, and print it.

    It is kept hashed and cannot be shown again.
    """
    from agentops_otel.dashboard.commands import keys as command

    command.add_key(db, role=role, name=name)


@keys.command("list")
def list_keys(*, db: Database) -> None:
    """List the keys, without their text."""
    from agentops_otel.dashboard.commands import keys as command

    command.list_keys(db)


@keys.command("rm")
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
