"""The way of batches from the bytes of a request to a test's own function."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agentops_otel.dashboard.model import Batch
from agentops_otel.dashboard.receiver.group_commit import GroupCommit
from agentops_otel.dashboard.receiver.intake import Intake, RequestReader

Write = Callable[[Batch], object]


def committing(write: Write) -> GroupCommit:
    """Return a group commit that merges all batches of a transaction into one for `write`."""

    def write_as_one(batches: Sequence[Batch]) -> None:
        write(
            Batch(
                received_unix_nano=max(batch.received_unix_nano for batch in batches),
                spans=tuple(span for batch in batches for span in batch.spans),
                log_records=tuple(record for batch in batches for record in batch.log_records),
            )
        )

    return GroupCommit(write_as_one)


def intake(commits: GroupCommit) -> Intake:
    """Return an intake that reads requests and commits their batches unchanged."""
    return Intake(RequestReader(lambda batch: batch), commits.submit)
