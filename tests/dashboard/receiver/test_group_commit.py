from __future__ import annotations

import asyncio
import contextlib
import threading

import pytest

from agentops_otel.dashboard.model import Batch, Span
from agentops_otel.dashboard.otlp.losses import Losses
from agentops_otel.dashboard.receiver.group_commit import MAX_RECORDS, StoppedError
from agentops_otel.dashboard.receiver.intake import Received
from tests.dashboard.receiver.writing import committing


def batch(spans: int) -> Received:
    records = tuple(Span("t", str(n), "", "n", 0, 0) for n in range(spans))
    return Received(Batch(1, spans=records), spans, Losses())


class HeldWriter:
    """Blocks each write until released."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.started = threading.Event()
        self.sizes: list[int] = []

    def __call__(self, merged: Batch) -> None:
        self.started.set()
        self.go_on.wait(10)
        self.sizes.append(len(merged.spans))


def test_batches_queued_during_a_write_are_written_together_up_to_a_limit() -> None:
    writer = HeldWriter()
    commits = committing(writer)
    first = commits.submit(batch(1))
    writer.started.wait(10)
    queued = [commits.submit(batch(512)) for _ in range(6)]
    assert not first.done()
    writer.go_on.set()
    for each in queued:
        each.result(10)
    assert writer.sizes == [1, MAX_RECORDS, 1024]
    commits.close()


def test_closing_commits_queued_batches_and_accepts_no_more() -> None:
    writer = HeldWriter()
    commits = committing(writer)
    futures = [commits.submit(batch(1000)) for _ in range(5)]
    closing = threading.Thread(target=commits.close)
    closing.start()
    writer.go_on.set()
    closing.join(10)
    assert all(each.done() for each in futures)
    assert sum(writer.sizes) == 5000
    with pytest.raises(StoppedError):
        commits.submit(batch(1))
    commits.close()


def test_a_sender_that_gives_up_cancels_neither_its_own_write_nor_later_ones() -> None:
    writer = HeldWriter()
    commits = committing(writer)

    async def give_up() -> None:
        waiting = [asyncio.wrap_future(commits.submit(batch(1))) for _ in range(2)]
        await asyncio.to_thread(writer.started.wait, 10)
        for each in waiting:
            each.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await each

    asyncio.run(give_up())
    writer.go_on.set()
    commits.submit(batch(3)).result(10)
    assert sum(writer.sizes) == 5
    commits.close()
