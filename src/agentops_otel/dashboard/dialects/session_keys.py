"""The attributes that name the session, the user and the tags, in order of precedence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final, TypeAlias

from agentops_otel.dashboard.dialects.dialect import Dialect
from agentops_otel.dashboard.model import Attributes, AttributeValue
from agentops_otel.semconv import SESSION_ID, SESSION_TAGS, USER_ID

_Read: TypeAlias = Callable[[AttributeValue], str | None]

_CONVERSATION: Final = "gen_ai.conversation.id"

# Prefix of OpenAI's response ids. Agent Framework writes the id of the previous response as the
# conversation, a different one on each call of a run.
_RESPONSE: Final = "resp_"

DIALECT: Final = Dialect(
    name="session keys",
    keys={
        "session_key": (
            SESSION_ID,
            # Of VS Code, whose conversation id on a model call is that of the request.
            "copilot_chat.session_id",
            _CONVERSATION,
            "langfuse.session.id",
            "traceloop.association.properties.session_id",
            "traceloop.association.properties.thread_id",
            "traceloop.association.properties.sessionId",
            "lmnr.association.properties.session_id",
            "mlflow.trace.session",
            "langsmith.metadata.session_id",
            "langsmith.metadata.thread_id",
            "langsmith.metadata.conversation_id",
            "langwatch.thread.id",
            "gen_ai.session.id",
            "gen_ai.thread.id",
            "honeyhive.session_id",
            "ai.observability.conversation_id",
            "voltagent.conversation_id",
            "mastra.metadata.sessionId",
            "mastra.metadata.threadId",
            "ai.telemetry.metadata.sessionId",
            "ai.settings.context.sessionId",
            "gcp.vertex.agent.session_id",
            "genkit:sessionId",
            "confident.trace.thread_id",
            "spring.ai.chat.client.conversation.id",
            "conversation.id",
            "microsoft.session.id",
            "netra.session_id",
            # Of PostHog's context.
            "$session_id",
        ),
        "user": (
            USER_ID,
            "langfuse.user.id",
            "traceloop.association.properties.user_id",
            "traceloop.association.properties.userId",
            "lmnr.association.properties.user_id",
            "langsmith.metadata.user_id",
            "enduser.id",
            "gen_ai.user",
            "gen_ai.user.id",
            "llm.user",
            "langwatch.user.id",
            "mastra.metadata.userId",
            "ai.telemetry.metadata.userId",
            "ai.settings.context.userId",
            "confident.trace.user_id",
            "vercel.ai_gateway.user.id",
            "gen_ai.request.user",
            "litellm.end_user.id",
            "posthog.distinct_id",
            "ai.telemetry.metadata.posthog_distinct_id",
            "ai.settings.context.posthog_distinct_id",
            "netra.user_id",
        ),
        "tags": (
            SESSION_TAGS,
            "agentops.tags",
            "langfuse.trace.tags",
            "lmnr.association.properties.tags",
            "tag.tags",
            "mastra.tags",
            "ai.telemetry.metadata.tags",
            "ai.settings.context.tags",
            "confident.trace.tags",
        ),
    },
)

# An id is a row key, a URL segment and a cursor; no id chosen by a person is longer.
_MAX_ID_LENGTH: Final = 1024
_DIGEST_LENGTH: Final = 32


def session_id_of(value: AttributeValue) -> str | None:
    """Return an attribute's value as a session id; None if it is empty or of the wrong type.

    An id over 1 024 characters is cut, and kept distinct by a digest of the whole.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        return None
    if len(value) <= _MAX_ID_LENGTH:
        return value
    digest = hashlib.sha256(value.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{value[: _MAX_ID_LENGTH - _DIGEST_LENGTH - 1]}~{digest}"


def session_id_reader(key: str) -> _Read:
    """Return the function that reads a session id from an attribute that names a session."""
    return _conversation_id_of if key == _CONVERSATION else session_id_of


def _conversation_id_of(value: AttributeValue) -> str | None:
    is_response = isinstance(value, str) and value.startswith(_RESPONSE)
    return None if is_response else session_id_of(value)


def session_key_of(attributes: Attributes) -> str | None:
    """Return the session id of the first key in the attributes that has one."""
    keys = DIALECT.keys["session_key"]
    ids = (session_id_reader(key)(attributes.get(key)) for key in keys)
    return next((each for each in ids if each is not None), None)


def names_session(attributes: Attributes) -> bool:
    """Return whether attributes name a session as such, not only by a framework's own id."""
    return session_id_reader(SESSION_ID)(attributes.get(SESSION_ID)) is not None
