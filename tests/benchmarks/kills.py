"""Whether an acknowledged span is ever lost: a server is killed again and again in mid-ingest.

python -m tests.benchmarks.kills [--times 20]
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
import threading
from pathlib import Path

from agentops_otel.dashboard.store.sqlite import SqliteStore
from tests.system.process import running
from tests.system.test_ingest import sent_until_refused
from tests.waiting import wait_until

SENDERS = 4


def kill_once(database: Path, acknowledged: set[str], round_: int) -> None:
    """Send until some hundred spans more are acknowledged, then kill the server."""
    with running(database) as server:
        senders = [
            threading.Thread(
                target=sent_until_refused,
                args=(server.url, SENDERS * round_ + number, acknowledged),
            )
            for number in range(SENDERS)
        ]
        enough = len(acknowledged) + 500 + 100 * round_
        for sender in senders:
            sender.start()
        wait_until(lambda: len(acknowledged) >= enough)
        server.kill()
        for sender in senders:
            sender.join(30)


def main() -> None:
    """Kill, look, and fail if something is missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    acknowledged = set[str]()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "sessions.db"
        for round_ in range(times):
            kill_once(database, acknowledged, round_)
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
