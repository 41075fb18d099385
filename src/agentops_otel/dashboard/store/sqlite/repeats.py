"""Marks the calls whose response id others have, too: few, and only they can be twins."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from agentops_otel.dashboard.store.sqlite import statements


def mark_repeated(connection: sqlite3.Connection, calls: Iterable[tuple[str | None, int]]) -> None:
    """Mark calls that have just got their response ids, and those that had these before.

    If several had an id before they are marked already; if one had, it is among the first of them
    and the new ones. So nothing takes longer where an id repeats for ever.

    Args:
        connection: To the file.
        calls: Response id and row number of each; without an id it is no call.
    """
    new: dict[str, set[int]] = defaultdict(set)
    for response_id, number in calls:
        if response_id is not None:
            new[response_id].add(number)
    for response_id, numbers in new.items():
        found = connection.execute(
            statements.CALLS_OF_RESPONSE, (response_id, len(numbers) + 1)
        ).fetchall()
        if len(found) > 1:
            connection.executemany(
                "UPDATE spans SET is_repeated = 1 WHERE n = ? AND NOT is_repeated",
                [(number,) for number in numbers | {row["n"] for row in found}],
            )
