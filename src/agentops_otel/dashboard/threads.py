"""Threads for what keeps telemetry, apart from those that answer questions.

A question may take a thread for seconds, and a page asks several at once. If both were of one pool,
as a web framework has it, those who look would keep those who send waiting until they give up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

Answer = TypeVar("Answer")

# What they do is over in milliseconds, or works and leaves no processor idle.
_THREADS: Final = 16

_pool: Final = ThreadPoolExecutor(_THREADS, thread_name_prefix="agentops-receiver")


async def run_for_sender(function: Callable[..., Answer], *arguments: object) -> Answer:
    """Run a function in a thread that no question waits for, and give what it gives."""
    return await asyncio.get_running_loop().run_in_executor(_pool, function, *arguments)
