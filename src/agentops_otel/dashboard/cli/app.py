"""The command line: its commands, and how it exits."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from agentops_otel.dashboard.cli import keys, serving, sessions
from agentops_otel.dashboard.commands.terminal import FAILED, WRONG_USAGE, complain, fail
from agentops_otel.dashboard.distribution import installed_version

_NAME: Final = "agentops-otel"

app = typer.Typer(
    help="Receives OpenTelemetry of AI agents, keeps it by session, and shows it.",
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    # Plain text in one column does not cut the names of variables at 80 columns.
    rich_markup_mode=None,
)
keys_app = typer.Typer(
    help="Keys for a dashboard that listens on the network.",
    invoke_without_command=True,
    rich_markup_mode=None,
)

app.command()(serving.dashboard)
app.command()(serving.demo)
# A filter's terms may begin with a dash: the option `-h` would match `-hello`.
app.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})(
    sessions.sessions
)
app.command()(sessions.show)
app.command()(sessions.export)
app.command("import")(sessions.import_)
app.command()(sessions.rm)
app.command()(serving.doctor)

keys_app.command("add")(keys.add_key)
keys_app.command("list")(keys.list_keys)
keys_app.command("rm")(keys.remove_key)
app.add_typer(keys_app, name="keys")


def run() -> int:
    """Run the requested command and return the exit code.

    A usage error is one line, like all other errors.
    """
    _open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Telemetry has characters that the encoding of a terminal or pipe may lack.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = app(prog_name=_NAME, standalone_mode=False) or 0
        # Flushed here: when the interpreter exits it is too late to report an error.
        sys.stdout.flush()
    except typer.TyperException as error:
        complain(f"{' '.join(error.format_message().split())}{_hint(error)}")
        return error.exit_code
    except OSError as error:
        # Commands report errors of their own files; one without a name is of a stream, as on a full
        # disk.
        if error.filename is not None:
            raise
        _drop_output()
        complain(f"cannot write the output: {error.strerror}")
        return FAILED
    except typer.Abort:
        complain("aborted")
        return FAILED
    return code


def _open_closed_streams() -> None:
    """Open the streams that were closed by whoever started the program: Python leaves them None."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            opened = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - stays open.
            setattr(sys, name, opened)


def _drop_output() -> None:
    """Discard pending output; otherwise the interpreter fails on it again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hint(error: typer.TyperException) -> str:
    context: typer.Context | None = getattr(error, "ctx", None)
    return f" (see {context.command_path} --help)" if context else ""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{_NAME} {installed_version()}")
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


@keys_app.callback()
def _keys(context: typer.Context) -> None:
    _want_command(context)


def _want_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        fail("a command is missing", code=WRONG_USAGE)
