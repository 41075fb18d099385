"""How long an event loop is blocked while 200 sessions run on it, with the SDK and without."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final, NamedTuple

GOAL_MILLIS: Final = 50.0
_ROUNDS: Final = 5

# The same work twice: the bare program has no session, no operation and no span.
_PROGRAM: Final = """
import asyncio, json, random, sys, time

if sys.argv[1] == "ours":
    import agentops_otel as agentops
    agentops.init(auto_start_session=False)
    session, tool = agentops.session(tags=["a", "b"]), agentops.tool
else:
    session = tool = lambda function: function

@tool
async def search(question, pages):
    json.dumps(pages)
    await asyncio.sleep(0.005 + random.random() * 0.02)
    return pages[:2]

@session
async def answer(question):
    for _ in range(10):
        await search(question, [{"url": f"page {n}", "text": "word " * 50} for n in range(5)])

async def main():
    gaps, last = [], (time.perf_counter(), time.thread_time())
    async def watch():
        nonlocal last
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter(), time.thread_time()
            gaps.append([after - before for after, before in zip(now, last)])
            last = now
    watching = asyncio.create_task(watch())
    for _ in range(3):
        await asyncio.gather(*(answer(f"question {number}") for number in range(200)))
    watching.cancel()
    print(*map(max, zip(*gaps)), flush=True)

asyncio.run(main())
"""


class Gap(NamedTuple):
    """The longest gap between two turns of an event loop, in wall and in its own CPU seconds.

    The CPU time is what the program itself computes in one turn. The wall time includes what other
    threads and programs take, which is most of it on a busy machine.
    """

    seconds: float
    own_seconds: float


def longest_gap(side: str, endpoint: str) -> Gap:
    """Run the program with the SDK ("ours") or without ("bare"), and return its longest gap."""
    finished = subprocess.run(
        [sys.executable, "-c", _PROGRAM, side],
        capture_output=True,
        check=True,
        env={**os.environ, "AGENTOPS_ENDPOINT": endpoint},
    )
    return Gap(*map(float, finished.stdout.split()))


def loop_gaps(endpoint: str) -> str:
    """Run both programs alternately, and report the best round of each, as for the other costs."""
    ours, bare = (
        Gap(*map(min, zip(*gaps, strict=True)))
        for gaps in zip(
            *([longest_gap(side, endpoint) for side in ("ours", "bare")] for _ in range(_ROUNDS)),
            strict=True,
        )
    )
    above = (ours.seconds - bare.seconds) * 1000
    own = (ours.own_seconds - bare.own_seconds) * 1000
    return (
        f"event loop, 200 sessions: longest gap {ours.seconds * 1000:.0f} ms, without the SDK "
        f"{bare.seconds * 1000:.0f} ms: {above:+.0f} ms, {own:+.0f} ms of it the loop's own "
        f"computing  <= {GOAL_MILLIS:+.0f}"
    )
