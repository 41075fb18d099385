"""Whether an acknowledged span is ever lost when a server is killed repeatedly during ingest.

python -m tests.benchmarks.kills [--times 20]
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from pathlib import Path

from agentops_otel.dashboard.store.sqlite import SqliteStore
from tests.system.killing import kill_in_mid_ingest


def main() -> None:
    """Kill the server repeatedly; exit with 1 if a span is missing or the database is damaged."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    acknowledged = set[str]()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "sessions.db"
        for round_ in range(times):
            kill_in_mid_ingest(database, acknowledged, round_=round_, more=500 + 100 * round_)
        with contextlib.closing(SqliteStore.open(database)) as store:
            problems = store.check().problems
            sessions = store.sessions(limit=500).rows
            kept = [span.span_id for session in sessions for span in store.spans(session.id)]
    lost = acknowledged - set(kept)
    print(
        f"killed {times} times: {len(acknowledged)} spans acknowledged, {len(lost)} lost,"
        f" {len(kept) - len(set(kept))} twice, {len(problems)} problems in the file"
    )
    raise SystemExit(bool(lost or problems))


if __name__ == "__main__":
    main()
