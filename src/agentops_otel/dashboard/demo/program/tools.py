"""The tools of the demo's agents: small, deterministic, and as unreliable as real ones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import agentops_otel as agentops

P = ParamSpec("P")
R = TypeVar("R")

ORDERS = {"A-1041": {"product": "espresso machine", "price": 249.0, "state": "delivered"}}
PAGES = {
    "heat pumps": "A heat pump moves 3 to 4 kWh of heat for each kWh of electricity.",
    "noise": "Modern outdoor units are rated at 35 to 50 dB(A) at 5 m.",
    "cost": "An air-to-water system costs 12 000 to 20 000 EUR before subsidies.",
}


class SearchUnavailableError(ConnectionError):
    """The search index did not answer."""


class SearchIndex:
    """A search index that is still warming up for its first query about noise."""

    def __init__(self) -> None:
        self._cold = {"noise"}

    @agentops.tool
    def search_web(self, topic: str) -> str:
        """Search the web for one topic.

        Raises:
            SearchUnavailableError: the index is warming up.
        """
        time.sleep(0.03)
        if topic in self._cold:
            self._cold.remove(topic)
            raise SearchUnavailableError("search index answered 503")
        return PAGES[topic]


@agentops.tool
async def find_flights(origin: str, destination: str) -> list[dict[str, object]]:
    """Find flights between two cities."""
    await asyncio.sleep(0.08)
    return [
        {"flight": "LX 1952", "from": origin, "to": destination, "price": 138},
        {"flight": "VY 6245", "from": origin, "to": destination, "price": 96},
    ]


@agentops.tool
async def find_hotels(city: str, nights: int) -> list[dict[str, object]]:
    """Find hotels in a city."""
    await asyncio.sleep(0.12)
    return [{"hotel": "Casa Sagnier", "city": city, "total": 171 * nights}]


@agentops.tool
def look_up_order(order_id: str) -> dict[str, object]:
    """Look an order up in the shop."""
    time.sleep(0.02)
    return dict(ORDERS[order_id])


@agentops.tool
def refund(order_id: str, amount: float, payment_token: str) -> str:
    """Refund an order; the payment token is a secret and is recorded redacted."""
    time.sleep(0.04)
    return f"refunded {amount:.2f} EUR for {order_id} with a token of {len(payment_token)} letters"


@agentops.tool
def read_invoice(path: str) -> str:
    """Read a scanned invoice from the archive, which is down."""
    time.sleep(0.02)
    raise TimeoutError(f"the archive did not return {path} within 20 ms")


@agentops.tool
async def run_tests(branch: str) -> str:
    """Run a branch's tests; takes longer than any review may."""
    await asyncio.sleep(60)
    return f"{branch}: all tests passed"


def with_retries(attempts: int, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call `function` until it succeeds, at most `attempts` times; each try has its own span."""
    for attempt in range(1, attempts):
        try:
            return function(*args, **kwargs)
        except OSError as error:
            agentops.record_event("retry", {"attempt": attempt, "reason": str(error)})
            time.sleep(0.02 * attempt)
    return function(*args, **kwargs)
