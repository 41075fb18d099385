"""What a session's spans have in common: the attributes they carry, the trail they leave.

A span refers to its session's membership, never to the session, which refers to its own span:
so what a session costs ends with its last span.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.trail import Trail
from agentops_otel.semconv import SESSION_ID, SESSION_NAME, SESSION_TAGS

_NO_ATTRIBUTES: Final[Mapping[str, AttributeValue]] = MappingProxyType({})


class Membership:
    """Belonging to one session.

    Attributes:
        id: The session's id.
        name: Its name; None of a session elsewhere, which only baggage tells of.
        tags: Its tags, the outer session's first.
        attributes: Its session-scoped attributes.
        stamp: Everything that each span of it carries; replaced, never changed.
        is_automatic: Whether it is the session that `init()` started.
        is_open: Whether it has not ended yet.
    """

    __slots__ = ("attributes", "id", "is_automatic", "is_open", "name", "stamp", "tags", "trail")

    def __init__(
        self,
        session_id: str,
        name: str | None,
        tags: tuple[str, ...],
        attributes: Mapping[str, AttributeValue] = _NO_ATTRIBUTES,
        *,
        is_automatic: bool = False,
    ) -> None:
        self.id = session_id
        self.name = name
        self.is_automatic = is_automatic
        self.is_open = True
        self.trail = Trail()
        self.change(tags, attributes)

    def change(self, tags: tuple[str, ...], attributes: Mapping[str, AttributeValue]) -> None:
        """Let every span that starts from now on carry these tags and attributes."""
        self.tags = tags
        self.attributes = attributes
        stamp: dict[str, AttributeValue] = {SESSION_ID: self.id}
        if self.name is not None:
            stamp[SESSION_NAME] = self.name
        if tags:
            stamp[SESSION_TAGS] = tags
        self.stamp = {**attributes, **stamp}
