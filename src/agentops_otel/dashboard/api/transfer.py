"""Exporting, importing and erasing sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import chain, islice
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from agentops_otel.dashboard.api.parameters import (
    NoQuery,
    PathId,
    StoreParameter,
    require_session,
    unknown,
)
from agentops_otel.dashboard.api.wire import Body
from agentops_otel.dashboard.otlp.lines import BadLineError, read_line
from agentops_otel.dashboard.otlp.requests import MAX_REQUEST_BYTES

router = APIRouter(tags=["transfer"])

_LINES: Final = "application/x-ndjson"


class Imported(Body):
    """Counts of the records in an import."""

    new: int
    duplicate: int
    replaced: int
    rejected: int


class Removed(Body):
    """Counts of what was erased."""

    sessions: int
    spans: int
    log_records: int


@router.get(
    "/sessions/{session_id}/export",
    response_class=StreamingResponse,
    responses={200: {"content": {_LINES: {}}, "description": "OTLP JSON, one request a line."}},
)
def export_session(
    session_id: PathId, _query: Annotated[NoQuery, Query()], store: StoreParameter
) -> StreamingResponse:
    """Export a session as OTLP JSON lines, which any OpenTelemetry receiver accepts."""
    require_session(store, session_id)
    lines = store.export(session_id)
    # Read the first line now, while an error of the store can still become a status code.
    first = list(islice(lines, 1))
    return StreamingResponse(
        _with_newlines(chain(first, lines)),
        media_type=_LINES,
        headers={"Content-Disposition": 'attachment; filename="session.otlp.jsonl"'},
    )


def _with_newlines(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line + b"\n"


@router.post(
    "/import",
    openapi_extra={"requestBody": {"content": {_LINES: {"schema": {"type": "string"}}}}},
)
async def import_lines(
    request: Request, _query: Annotated[NoQuery, Query()], store: StoreParameter
) -> Imported:
    """Import OTLP JSON lines; each line is stored before the next is read.

    A line that is not OTLP ends the import with 400; the lines before it are kept. The whole file
    may be sent again: records that are already stored count once.
    """
    if (encoding := request.headers.get("content-encoding", "identity").lower()) != "identity":
        raise HTTPException(
            415, f"lines are taken as they are, not as {encoding}", {"Accept-Encoding": "identity"}
        )
    new = duplicate = replaced = rejected = number = 0
    async for text in _lines(request):
        number += 1
        if not text.strip():
            continue
        try:
            line = await run_in_threadpool(read_line, text, number)
        except BadLineError as error:
            raise HTTPException(400, str(error)) from error
        written = await run_in_threadpool(store.write, line.batch)
        new += written.new
        duplicate += written.duplicate
        replaced += written.replaced
        rejected += len(line.problems)
    return Imported(new=new, duplicate=duplicate, replaced=replaced, rejected=rejected)


async def _lines(request: Request) -> AsyncIterator[bytes]:
    rest = bytearray()
    async for chunk in request.stream():
        rest += chunk
        *whole, tail = rest.split(b"\n") if b"\n" in chunk else [rest]
        for line in whole:
            yield bytes(line)
        rest = bytearray(tail)
        if len(rest) > MAX_REQUEST_BYTES:
            raise HTTPException(413, f"a line has more than {MAX_REQUEST_BYTES} bytes")
    yield bytes(rest)


@router.delete("/sessions/{session_id}")
def erase_session(
    session_id: PathId, _query: Annotated[NoQuery, Query()], store: StoreParameter
) -> Removed:
    """Erase a session with all its text."""
    removed = store.remove(session_id)
    if not removed.sessions:
        raise unknown("session of this id")
    return Removed.model_validate(removed)
