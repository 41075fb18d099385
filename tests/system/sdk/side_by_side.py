"""A program of many concurrent sessions: 200 on an event loop, others in 16 threads with pools.

The attribute `of` of each span names the session that it was made in.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from opentelemetry import trace

import agentops_otel as agentops

TASKS = 200
THREADS = 16
RUNS = 10

agentops.init(auto_start_session=False)
tracer = trace.get_tracer("a library's")
shared = ThreadPoolExecutor(8)


def work(of: str) -> None:
    with tracer.start_as_current_span("work", attributes={"of": of}):
        time.sleep(0)
        tracer.start_span("leaf", attributes={"of": of}).end()


async def awork(of: str) -> None:
    with tracer.start_as_current_span("awork", attributes={"of": of}):
        await asyncio.sleep(0)
        tracer.start_span("leaf", attributes={"of": of}).end()
        await asyncio.sleep(0.001)


def steps(of: str) -> Iterator[None]:
    @agentops.task(name="steps", attributes={"of": of})
    def body() -> Iterator[None]:
        for _ in range(3):
            work(of)
            yield

    return body()


async def in_a_task(number: int, all_are_open: asyncio.Event) -> None:
    name = f"task {number}"
    async with agentops.start_session(name, tags=[name], attributes={"of": name}):
        if number == TASKS - 1:
            all_are_open.set()
        await all_are_open.wait()
        await asyncio.gather(awork(name), awork(name), asyncio.to_thread(work, name))
        await asyncio.get_running_loop().run_in_executor(shared, work, name)
        for _ in steps(name):
            await awork(name)


def in_a_thread(number: int) -> None:
    with ThreadPoolExecutor(4) as own:
        for turn in range(RUNS):
            name = f"thread {number}, run {turn}"
            session = agentops.start_session(name, tags=[name], attributes={"of": name})
            list(own.map(work, [name] * 4))
            list(shared.map(work, [name] * 4))
            for _ in steps(name):
                work(name)
            session.end()


async def main() -> None:
    all_are_open = asyncio.Event()
    await asyncio.gather(*(in_a_task(number, all_are_open) for number in range(TASKS)))


if __name__ == "__main__":
    threads = [threading.Thread(target=in_a_thread, args=[n]) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    asyncio.run(main())
    for thread in threads:
        thread.join()
    # Once here and once in the pool: a span made while no session is open belongs to none.
    work("nobody")
    shared.submit(work, "nobody").result()
    # The exit allows less time than a loaded machine needs to export all of them.
    agentops.flush(60)
