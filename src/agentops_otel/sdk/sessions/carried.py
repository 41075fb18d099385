"""The session that a context brought with it from another process."""

from __future__ import annotations

from typing import Final

from opentelemetry.context import Context, create_key, set_value

from agentops_otel.sdk.sessions.membership import Membership

_KEY: Final = create_key("agentops-carried-session")


def carry(membership: Membership, context: Context) -> Context:
    """Return a context whose spans belong to a session of another process."""
    return set_value(_KEY, membership, context)


def carried_in(context: Context) -> Membership | None:
    """Return the session that a context brought with it, or None.

    It counts whether or not baggage is propagated, unlike a session in the baggage of a request,
    which anyone can send.
    """
    membership = context.get(_KEY)
    return membership if isinstance(membership, Membership) else None
