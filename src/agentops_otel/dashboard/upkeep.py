"""Removes sessions past their retention while the server runs."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from starlette.concurrency import run_in_threadpool

from agentops_otel.dashboard.store.errors import StoreError
from agentops_otel.dashboard.store.interface import Store
from agentops_otel.dashboard.store.questions import Retention

# Often enough that the store grows only a little beyond its limits in between.
_SECONDS_BETWEEN_ROUNDS: Final = 300.0

_logger = logging.getLogger(__name__)


async def keep_within(store: Store, retention: Retention) -> None:
    """Remove what a retention rule does not keep, now and every five minutes, until cancelled."""
    if retention == Retention():
        return
    while True:
        try:
            removed = await run_in_threadpool(store.retain, retention)
        except StoreError as error:
            _logger.warning("Sessions past their retention were not removed: %s", error)
        else:
            if removed.sessions:
                _logger.info(
                    "Removed %d sessions past their retention, with %d spans",
                    removed.sessions,
                    removed.spans,
                )
        await asyncio.sleep(_SECONDS_BETWEEN_ROUNDS)
