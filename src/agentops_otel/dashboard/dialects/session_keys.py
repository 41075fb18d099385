"""Which attributes name the session, the user and the tags, in the order to try."""

from __future__ import annotations

import hashlib
from typing import Final

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import Attributes, AttributeValue
from agentops_otel.semconv import SESSION_ID, SESSION_TAGS, USER_ID

DIALECT: Final = Dialect(
    name="session keys",
    keys={
        "session_key": (
            SESSION_ID,
            "gen_ai.conversation.id",
            "langfuse.session.id",
            "traceloop.association.properties.session_id",
            "traceloop.association.properties.thread_id",
            "lmnr.association.properties.session_id",
            "mlflow.trace.session",
            "langsmith.metadata.session_id",
            "langsmith.metadata.thread_id",
            "langsmith.metadata.conversation_id",
            "ai.telemetry.metadata.sessionId",
            "ai.settings.context.sessionId",
        ),
        "user": (
            USER_ID,
            "langfuse.user.id",
            "traceloop.association.properties.user_id",
            "langsmith.metadata.user_id",
            "enduser.id",
            "gen_ai.user",
            "llm.user",
            "ai.telemetry.metadata.userId",
            "ai.settings.context.userId",
        ),
        "tags": (
            SESSION_TAGS,
            "agentops.tags",
            "langfuse.trace.tags",
            "lmnr.association.properties.tags",
            "tag.tags",
            "ai.telemetry.metadata.tags",
            "ai.settings.context.tags",
        ),
    },
)

# An id is a row key, a URL segment and a cursor; no id that people chose is longer.
_MAX_ID_LENGTH: Final = 1024
_DIGEST_LENGTH: Final = 32


def session_id_of(value: AttributeValue) -> str | None:
    """Make a session id of an attribute's value; an empty one is none.

    One over 1 024 characters is cut, and stays distinct by the digest of the whole.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        return None
    if len(value) <= _MAX_ID_LENGTH:
        return value
    digest = hashlib.sha256(value.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{value[: _MAX_ID_LENGTH - _DIGEST_LENGTH - 1]}~{digest}"


def session_key_of(attributes: Attributes) -> str | None:
    """Give the session that attributes name, by the first of the keys that does."""
    ids = (session_id_of(attributes.get(key)) for key in DIALECT.keys["session_key"])
    return next((each for each in ids if each is not None), None)
