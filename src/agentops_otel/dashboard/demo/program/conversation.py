"""The loop every agent runs: ask the model, run the tools it asks for, until it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from agentops_otel.dashboard.demo.program.model import Message, ScriptedModel, answered, said

Toolbox = Mapping[str, Callable[..., object]]
AsyncToolbox = Mapping[str, Callable[..., Awaitable[object]]]


def converse(model: ScriptedModel, request: str, toolbox: Toolbox) -> str:
    """Return the model's last word on `request`."""
    messages: list[Message] = [said("user", request)]
    while True:
        reply, message = model.chat(messages)
        if not reply.tool_calls:
            return reply.text
        results = [toolbox[call.name](**call.arguments) for call in reply.tool_calls]
        messages += [message, *map(answered, reply.tool_calls, results)]


async def converse_async(model: ScriptedModel, request: str, toolbox: AsyncToolbox) -> str:
    """Return the model's last word on `request`; the tools of one reply run at the same time."""
    messages: list[Message] = [said("user", request)]
    while True:
        reply, message = await asyncio.to_thread(model.chat, messages)
        if not reply.tool_calls:
            return reply.text
        calls = [toolbox[call.name](**call.arguments) for call in reply.tool_calls]
        results = await asyncio.gather(*calls)
        messages += [message, *map(answered, reply.tool_calls, results)]
