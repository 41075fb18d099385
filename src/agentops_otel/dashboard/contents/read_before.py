"""Messages that have been read before: every model call sends its conversation again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from agentops_otel.dashboard.model import Message

_MOST_BYTES: Final = 16 * 1024 * 1024

# A longer one is seldom sent again, and would drive out many others.
_LONGEST: Final = 64 * 1024


# Of whole texts only a model's instructions are the same for many calls, and so come up again soon.
_MOST_TEXTS: Final = 16


class ReadBefore:
    """The messages that were read from texts and objects of JSON, up to 16 MiB of these.

    It makes reading a long session several times faster, and its messages share their texts. Use
    one for one session only, since it keeps text.
    """

    def __init__(self) -> None:
        self._messages: dict[tuple[bytes, str, int], Sequence[Message]] = {}
        self._bytes = 0
        self._texts: dict[tuple[str, str], tuple[Message, ...]] = {}

    def read_text(
        self, text: str, role: str, read: Callable[[str, str], tuple[Message, ...]]
    ) -> tuple[Message, ...]:
        """Return what `read` returns for a text and a role, which it depends on alone."""
        key = text, role
        known = self._texts.pop(key, None)
        if known is None:
            known = read(text, role)
            if len(self._texts) == _MOST_TEXTS:
                del self._texts[next(iter(self._texts))]
        self._texts[key] = known
        return known

    def read(
        self,
        value: Mapping[str, Any],
        role: str,
        depth: int,
        read: Callable[[Any, str, int], Iterable[Message]],
    ) -> Iterable[Message]:
        """Return what `read` returns for the other arguments, which it depends on alone.

        Args:
            value: A parsed JSON object: of others, different ones may be taken for the same.
            role: The role where none is recorded.
            depth: How deep messages may be nested in it.
            read: Reads an object that has not been read before.
        """
        try:
            key = (orjson.dumps(value), role, depth)
        except TypeError:  # It has an integer of more than 64 bits.
            return read(value, role, depth)
        if (known := self._messages.get(key)) is None:
            known = tuple(read(value, role, depth))
            self._keep(key, known)
        return known

    def _keep(self, key: tuple[bytes, str, int], messages: Sequence[Message]) -> None:
        size = len(key[0])
        if size > _LONGEST:
            return
        if self._bytes + size > _MOST_BYTES:
            self._messages.clear()
            self._bytes = 0
        self._messages[key] = messages
        self._bytes += size
