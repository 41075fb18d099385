"""Marks the calls that share a response id: they are few, and only they can be twins."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from agentops_otel.dashboard.store.sqlite import statements


def mark_repeated(
    connection: sqlite3.Connection, calls: Iterable[tuple[str | None, int]]
) -> set[str]:
    """Mark new calls that share a response id, and earlier ones that have the same id.

    If several earlier calls have an id, they are already marked. If only one has, reading one row
    of the id more than there are new calls finds it. So the cost does not grow if an id is repeated
    endlessly.

    Args:
        connection: Connection to the file.
        calls: Response id and row number of each span; one without an id is ignored.

    Returns:
        The ids that several calls have.
    """
    new: dict[str, set[int]] = defaultdict(set)
    for response_id, number in calls:
        if response_id is not None:
            new[response_id].add(number)
    repeated = set[str]()
    for response_id, numbers in new.items():
        found = connection.execute(
            statements.CALLS_OF_RESPONSE, (response_id, len(numbers) + 1)
        ).fetchall()
        if len(found) > 1:
            repeated.add(response_id)
            connection.executemany(
                "UPDATE spans SET is_repeated = 1 WHERE n = ? AND NOT is_repeated",
                [(number,) for number in numbers | {row["n"] for row in found}],
            )
    return repeated
