"""`/healthz` and `/readyz`: whether the server runs, and whether it can store what it receives."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from agentops_otel.dashboard.api.parameters import StoreParameter
from agentops_otel.dashboard.http.threads import run_for_sender

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The server is well; `name` distinguishes it from another server on the same port."""

    name: str = "agentops-otel"
    status: str = "ok"


@router.get("/healthz")
async def check_alive() -> Health:
    """Answer, which shows that the server runs."""
    return Health()


@router.get("/readyz")
async def check_ready(store: StoreParameter) -> Health:
    """Check that the store can keep what is sent; 503 if it cannot."""
    description = await run_for_sender(store.describe)
    if not description.is_writable:
        raise HTTPException(503, "the store is open for reading only")
    if not description.has_room:
        raise HTTPException(503, "the store has no room", headers={"Retry-After": "30"})
    return Health()
