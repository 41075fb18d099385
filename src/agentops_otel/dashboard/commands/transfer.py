"""`agentops-otel export`, `import` and `rm`: exporting, importing and erasing sessions."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO, Final

import typer
from rich.console import Console
from rich.progress import wrap_file

from agentops_otel.dashboard.commands.console import progress_bar
from agentops_otel.dashboard.commands.figures import counted
from agentops_otel.dashboard.commands.finding import find_session, find_whole
from agentops_otel.dashboard.commands.opening import changing, reading, writing
from agentops_otel.dashboard.commands.terminal import fail, printable
from agentops_otel.dashboard.model import SessionSummary, Written
from agentops_otel.dashboard.otlp.lines import BadLineError, read_line
from agentops_otel.dashboard.store.interface import Store
from agentops_otel.dashboard.store.progress import Progressed, unwatched

_GZIP: Final = b"\x1f\x8b"


def export_sessions(session_ids: Sequence[str], db: Path, *, output: Path | None) -> None:
    """Write sessions as OTLP JSON lines, to a file or to stdout."""
    with reading(db) as store:
        known = [find_session(store, each).id for each in session_ids]
        if output is None:
            _write_lines(sys.stdout.buffer, _exported(store, known, unwatched))
            return
        try:
            with output.open("wb") as file, progress_bar(output.name) as progressed:
                _write_lines(file, _exported(store, known, progressed))
        except OSError as error:
            fail(f"cannot write {output}: {error.strerror}")


def _exported(store: Store, session_ids: Sequence[str], progressed: Progressed) -> Iterator[bytes]:
    for done, session_id in enumerate(session_ids):
        progressed(done, len(session_ids))
        yield from store.export(session_id)
    progressed(len(session_ids), len(session_ids))


def _write_lines(file: BinaryIO, lines: Iterator[bytes]) -> None:
    file.writelines(line + b"\n" for line in lines)
    file.flush()


def import_file(file: Path, db: Path) -> None:
    """Import OTLP JSON lines, with a progress bar if stderr is a terminal."""
    counts: list[Written] = []
    rejected = 0
    console = Console(stderr=True)
    is_stdin = str(file) == "-"
    with (
        writing(db) as store,
        nullcontext(sys.stdin.buffer) if is_stdin else file.open("rb") as raw,
    ):
        progress = wrap_file(
            raw,
            0 if is_stdin else file.stat().st_size,
            description=file.name,
            console=console,
            transient=True,
            disable=not console.is_terminal or is_stdin,
        )
        # The bar is removed before anything else is printed.
        try:
            with progress as sent:
                for number, text in enumerate(_unpacked(sent), start=1):
                    if text.strip():
                        line = read_line(text, number)
                        rejected += len(line.problems)
                        counts.append(store.write(line.batch))
        except BadLineError as error:
            fail(f"{error}; the lines before it are kept")
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            fail(f"the file is damaged: {error}; the lines before it are kept")
    typer.echo(
        f"{sum(each.new for each in counts)} new,"
        f" {sum(each.replaced for each in counts)} replaced,"
        f" {sum(each.duplicate for each in counts)} already there, {rejected} rejected"
    )


def _unpacked(sent: BinaryIO) -> Iterable[bytes]:
    """Return the lines of a file, which may be compressed with gzip."""
    begun = sent.read(len(_GZIP))
    whole = io.BufferedReader(_Begun(begun, sent))
    return gzip.GzipFile(fileobj=whole) if begun == _GZIP else whole


class _Begun(io.RawIOBase):
    """A stream whose first bytes have been read already."""

    def __init__(self, begun: bytes, rest: BinaryIO) -> None:
        self._begun = begun
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read, self._begun = self._begun or self._rest.read(len(buffer)), b""
        buffer[: len(read)] = read
        return len(read)


def remove_sessions(session_ids: Sequence[str], db: Path, *, unasked: bool) -> None:
    """Erase sessions with all their text, after confirmation or `unasked`.

    Unasked, it accepts only whole ids: nobody checks which session the beginning of one matches.
    """
    with changing(db) as store:
        find = find_whole if unasked else find_session
        sessions = [find(store, each) for each in session_ids]
        if not unasked and not typer.confirm(_question(sessions)):
            fail("nothing was erased")
        for session in sessions:
            removed = store.remove(session.id)
            typer.echo(f"{printable(session.id)}: {counted(removed.spans, 'span')} erased")


def _question(sessions: Sequence[SessionSummary]) -> str:
    named = [f"  {each.id}  {each.name}, {counted(each.span_count, 'span')}" for each in sessions]
    lines = "\n".join(map(printable, named))
    return f"{lines}\nErase {counted(len(sessions), 'session')}?"
