"""Threads for receiving telemetry, separate from those that answer queries.

A query may occupy a thread for seconds, and a page makes several at once. In one shared pool, as
web frameworks have it, readers would keep senders waiting until they give up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

Answer = TypeVar("Answer")

# Their work takes milliseconds, or keeps a processor busy.
_THREADS: Final = 16

_pool: Final = ThreadPoolExecutor(_THREADS, thread_name_prefix="agentops-receiver")


async def run_for_sender(function: Callable[..., Answer], *arguments: object) -> Answer:
    """Run a function in a thread that queries never occupy, and return its result."""
    return await asyncio.get_running_loop().run_in_executor(_pool, function, *arguments)
