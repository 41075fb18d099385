"""What the spans of a session share: the attributes that they carry, the trail that they leave.

A span refers to its session's membership, never to the session, since that refers to its own span.
So the memory of a session is freed with its last span.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from weakref import WeakValueDictionary

from opentelemetry.trace import Span
from opentelemetry.util.types import AttributeValue

from agentops_otel.sdk.sessions.trail import Trail
from agentops_otel.semconv import SESSION_ID, SESSION_NAME, SESSION_TAGS

_NO_ATTRIBUTES: Final[Mapping[str, AttributeValue]] = MappingProxyType({})


class Membership:
    """What the spans of one session share.

    Attributes:
        id: The session's id.
        name: Its name; None if it is known only from baggage, which carries no name.
        tags: Its tags, the outer session's first.
        attributes: Its session-scoped attributes.
        stamp: All attributes that each span of it carries; replaced, never changed.
        is_automatic: Whether it is the session that `init()` started.
        is_open: Whether it has not ended yet.
        trail: What happened in it; None if no `Session` of this process shows it.
    """

    __slots__ = (
        "__weakref__",
        "attributes",
        "id",
        "is_automatic",
        "is_open",
        "name",
        "stamp",
        "tags",
        "trail",
    )

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
        self.trail: Trail | None = None
        self.change(tags, attributes)

    def change(self, tags: tuple[str, ...], attributes: Mapping[str, AttributeValue]) -> None:
        """Set the tags and attributes that every span carries that starts from now on."""
        self.tags = tags
        self.attributes = attributes
        stamp: dict[str, AttributeValue] = {SESSION_ID: self.id}
        if self.name is not None:
            stamp[SESSION_NAME] = self.name
        if tags:
            stamp[SESSION_TAGS] = tags
        self.stamp = {**attributes, **stamp}


class Known:
    """Finds the membership of an ended span, as long as something else refers to it."""

    def __init__(self) -> None:
        self._by_session_span: WeakValueDictionary[int, Membership] = WeakValueDictionary()
        # Several may have the same id, since a session can be continued.
        self._by_id_and_name: WeakValueDictionary[tuple[str, str | None], Membership] = (
            WeakValueDictionary()
        )
        self._kept: list[Membership] = []

    def keep(self, span: Span, membership: Membership) -> None:
        """Remember the membership of a span of another process, until this process ends."""
        self._by_session_span[span.get_span_context().span_id] = membership
        self._kept.append(membership)

    def add(self, span: Span, membership: Membership) -> None:
        """Remember the membership of a session whose span has just started."""
        self._by_session_span[span.get_span_context().span_id] = membership
        # As the spans carry them: cut, if the length of values is limited.
        carried = getattr(span, "attributes", None) or _NO_ATTRIBUTES
        session_id, name = carried.get(SESSION_ID), carried.get(SESSION_NAME)
        if not isinstance(session_id, str) or not isinstance(name, str):
            session_id, name = membership.id, membership.name
        self._by_id_and_name[session_id, name] = membership

    def find(
        self, span_id: int, attributes: Mapping[str, AttributeValue] | None
    ) -> Membership | None:
        """Return the membership of a span, given its id and its attributes, or None."""
        session_id = attributes.get(SESSION_ID) if attributes else None
        name = attributes.get(SESSION_NAME) if attributes else None
        if attributes and isinstance(session_id, str) and isinstance(name, str):
            membership = self._by_id_and_name.get((session_id, name))
            return membership or _forgotten(session_id, name, attributes)
        return self._by_session_span.get(span_id)


def _forgotten(session_id: str, name: str, attributes: Mapping[str, AttributeValue]) -> Membership:
    """Return the membership of an ended session, rebuilt from the attributes of a span of it."""
    tags = attributes.get(SESSION_TAGS)
    membership = Membership(
        session_id, name, tuple(map(str, tags)) if isinstance(tags, tuple) else ()
    )
    membership.is_open = False
    return membership


known: Final = Known()
