"""The demo's sessions: six agent runs that end in every state a session can end in."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import agentops_otel as agentops
from agentops_otel.dashboard.demo.program import agents


@agentops.session("plan-trip", tags=["production", "travel"], attributes={"user.id": "mara"})
async def plan_trip() -> str:
    """Succeed: one agent whose tools run at the same time."""
    return await agents.concierge("A weekend in Barcelona from Zurich, under 500 EUR, please.")


@agentops.session("research-brief", tags=["production", "research"])
def write_research_brief() -> bool:
    """Succeed after a retry: a planner, researchers in a thread pool, a writer, a guardrail."""
    topics = agents.planner("Should a terraced house of 1975 get a heat pump?")
    with ThreadPoolExecutor(max_workers=3, thread_name_prefix="researcher") as pool:
        findings = list(pool.map(agents.Library().researcher, topics))
    return agents.check_sources(agents.writer(findings), findings)


def answer_support_request() -> str:
    """Succeed, with a tag that is known only once the work is done."""
    with agentops.start_session(
        "support-request",
        tags=["production", "support", "customer:1041"],
        attributes={"user.id": "jonas"},
    ) as session:
        answer = agents.support("My espresso machine leaks. I want my money back.", "tok_live_51")
        session.add_tags("refunded")
        return answer


@agentops.session("file-invoice", tags=["staging", "invoices"])
def file_invoice() -> str:
    """Fail: the archive never answers, however often the tool is tried."""
    return agents.bookkeeper("scans/2026-11-invoice-88.png")


@agentops.session("review-change", tags=["staging", "code-review", "team:platform"])
async def review_change() -> str:
    """Get cancelled: the review runs out of time while the tests still run."""
    return await agents.reviewer("feature/rate-limit")


def draft_contract() -> None:
    """Stay unfinished: a person has to approve before the agent may go on."""
    session = agentops.start_session("draft-contract", tags=["production", "legal"])
    agents.drafter("A reseller contract for Norway, 24 months.")
    agentops.record_event("approval requested", {"from": "legal@example.com"})
    session.end("unfinished", "waiting for a person's approval")


def _as_a_job(function: Callable[[], object]) -> None:
    """Run a session as a job queue would: a failed job does not stop the queue."""
    with contextlib.suppress(TimeoutError):
        function()


def _within(seconds: float, function: Callable[[], Awaitable[object]]) -> None:
    """Run an asynchronous session, and cancel it when its time is up."""

    async def run() -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(function(), timeout=seconds)

    asyncio.run(run())


RUNS: tuple[Callable[[], object], ...] = (
    functools.partial(_within, 30, plan_trip),
    write_research_brief,
    answer_support_request,
    functools.partial(_as_a_job, file_invoice),
    functools.partial(_within, 1, review_change),
    draft_contract,
)
