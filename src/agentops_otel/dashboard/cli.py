"""The command line: which commands there are."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from agentops_otel.dashboard.commands import keys
from agentops_otel.dashboard.commands.dashboard import run_dashboard
from agentops_otel.dashboard.commands.demo import run_demo
from agentops_otel.dashboard.commands.doctor import examine
from agentops_otel.dashboard.commands.sessions import list_sessions
from agentops_otel.dashboard.commands.show import show_session
from agentops_otel.dashboard.commands.transfer import export_sessions, import_file, remove_sessions

app = typer.Typer(
    name="agentops-otel",
    help="Receives OpenTelemetry of AI agents, keeps it by session, and shows it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

app.command("dashboard")(run_dashboard)
app.command("demo")(run_demo)
app.command("sessions", context_settings={"ignore_unknown_options": True})(list_sessions)
app.command("show")(show_session)
app.command("export")(export_sessions)
app.command("import")(import_file)
app.command("rm")(remove_sessions)
app.command("doctor")(examine)
app.add_typer(keys.commands, name="keys")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"agentops-otel {version('agentops-otel-sessions')}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Receives OpenTelemetry of AI agents, keeps it by session, and shows it."""
