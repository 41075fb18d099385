"""Decode, hand over, return after commit: what every transport does with a request's bytes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeAlias

from starlette.concurrency import run_in_threadpool

from agentops_otel.dashboard.model import Batch, LogRecord, Span
from agentops_otel.dashboard.otlp.requests import Decoded, Encoding, decode_logs, decode_traces
from agentops_otel.dashboard.otlp.signals import LOGS, TRACES, Signal

# Gives a future that is done when the batch is on disk.
Submit: TypeAlias = Callable[[Batch], Future[None]]


async def take(
    signal: Signal, body: bytes, encoding: Encoding, submit: Submit
) -> Decoded[Span] | Decoded[LogRecord]:
    """Decode the body of a request and wait until its records are committed.

    Returns:
        What the body holds; of metrics nothing, since they are not kept.

    Raises:
        MalformedError: The body is no request of this signal.
        StoppedError: The server is stopping.
        StoreError: The store could not write.
    """
    if signal is TRACES:
        spans = await run_in_threadpool(decode_traces, body, encoding)
        await _commit(Batch(time.time_ns(), spans=spans.records), submit)
        return spans
    if signal is LOGS:
        logs = await run_in_threadpool(decode_logs, body, encoding)
        await _commit(Batch(time.time_ns(), log_records=logs.records), submit)
        return logs
    return Decoded(())


async def _commit(batch: Batch, submit: Submit) -> None:
    if batch.spans or batch.log_records:
        await asyncio.wrap_future(submit(batch))
