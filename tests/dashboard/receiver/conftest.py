from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import httpx
import pytest
from fastapi import FastAPI

from agentops_otel.dashboard.receiver.budget import ByteBudget
from agentops_otel.dashboard.receiver.http import otlp_router
from agentops_otel.dashboard.server import running
from tests.dashboard.receiver.writing import Write, committing, intake

Receive = Callable[..., AbstractContextManager[httpx.Client]]


@pytest.fixture
def receive() -> Receive:
    """Return a context manager for a client of a real server that passes batches to a function."""

    @contextlib.contextmanager
    def served(write: Write, *, budget: int | None = None) -> Iterator[httpx.Client]:
        commits = committing(write)
        app = FastAPI()
        budgeted = ByteBudget() if budget is None else ByteBudget(budget)
        app.include_router(otlp_router(intake(commits), budgeted))
        with running(app) as url, httpx.Client(base_url=url, timeout=30) as client:
            yield client
        commits.close()

    return served
