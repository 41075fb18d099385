"""A program that fails."""

from __future__ import annotations

import asyncio

import agentops_otel as agentops

agentops.init()


async def fail() -> None:
    await asyncio.sleep(0)
    raise LookupError("nothing")


if __name__ == "__main__":
    asyncio.run(fail())
