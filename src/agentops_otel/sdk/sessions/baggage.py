"""A session's id and tags in W3C baggage, so that it continues in another process.

`session.id` is the id. `agentops.session.tags` is the tags, each percent-encoded so that a comma
in it does not separate, joined by commas; the propagator encodes the whole value once more.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import quote, quote_plus, unquote

from opentelemetry import baggage
from opentelemetry.context import Context

from agentops_otel.sdk.sessions.membership import Membership
from agentops_otel.sdk.values.names import MAX_NAME_LENGTH
from agentops_otel.sdk.values.tags import merge, normalise
from agentops_otel.sdk.values.text import printable, text_of
from agentops_otel.semconv import SESSION_ID, SESSION_TAGS

# Characters of one header that W3C asks every receiver to take:
# https://www.w3.org/TR/baggage/#limits. The propagator drops a single entry that is longer.
_MAX_HEADER_LENGTH: Final = 4096


def announced(membership: Membership, context: Context) -> Context:
    """Return a context whose baggage names a session and as many of its tags as fit."""
    context = baggage.set_baggage(SESSION_ID, membership.id, context)
    tags = _fitting(membership.tags, _room_beside_the_rest(context))
    if tags:
        return baggage.set_baggage(SESSION_TAGS, tags, context)
    return baggage.remove_baggage(SESSION_TAGS, context)


def named_as_in(other: Context, context: Context) -> Context:
    """Return a context whose baggage names the same session as another context's, or none."""
    for key in (SESSION_ID, SESSION_TAGS):
        value = baggage.get_baggage(key, other)
        if value is None and baggage.get_baggage(key, context) is not None:
            context = baggage.remove_baggage(key, context)
        elif value is not None:
            context = baggage.set_baggage(key, value, context)
    return context


def received(context: Context) -> Membership | None:
    """Return the membership of the session that a context's baggage names, or None."""
    session_id = baggage.get_baggage(SESSION_ID, context)
    if not session_id:
        return None
    tags = baggage.get_baggage(SESSION_TAGS, context) or ""
    return _membership(printable(session_id, MAX_NAME_LENGTH), printable(tags, _MAX_HEADER_LENGTH))


@lru_cache(maxsize=256)
def _membership(session_id: str, encoded_tags: str) -> Membership:
    tags = normalise(unquote(tag) for tag in encoded_tags.split(",") if tag)
    return Membership(session_id, None, merge(tags))


def _room_beside_the_rest(context: Context) -> int:
    """Return how many characters of the header the id and the program's own baggage leave."""
    entries = baggage.get_all(context).items()
    return _MAX_HEADER_LENGTH - sum(
        len(_pair(key, value)) + 1 for key, value in entries if key != SESSION_TAGS
    )


def _fitting(tags: tuple[str, ...], room: int) -> str:
    encoded = [quote(tag, safe="") for tag in tags]
    while encoded and len(_pair(SESSION_TAGS, ",".join(encoded))) > room:
        encoded.pop()
    return ",".join(encoded)


def _pair(key: object, value: object) -> str:
    """Return an entry as the propagator writes it: values of any type become text."""
    try:
        return f"{quote_plus(text_of(key))}={quote_plus(text_of(value))}"
    except Exception:  # noqa: BLE001  # A user's __str__ may raise anything; no header is sent.
        return ""
