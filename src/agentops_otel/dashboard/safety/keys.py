"""API keys: who may send, read, or do everything. They are stored hashed and shown once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Final

from pydantic import BaseModel, TypeAdapter

from agentops_otel.dashboard.safety.roles import Role
from agentops_otel.dashboard.store.interface import Store

_DOCUMENT: Final = "keys"
_PREFIX: Final = "aok"

# An added or removed key takes effect after this time.
_SECONDS_KEPT: Final = 1.0


class Key(BaseModel):
    """A key as it is stored.

    A key is 256 random bits, which cannot be guessed, so a fast hash protects it as well as a slow
    one.
    """

    id: str
    role: Role
    name: str
    sha256: str
    created: datetime


_KEYS: Final = TypeAdapter(list[Key])


def list_keys(store: Store) -> list[Key]:
    """Return all keys, oldest first."""
    text = store.document(_DOCUMENT)
    return [] if text is None else _KEYS.validate_json(text)


def add_key(store: Store, role: Role, name: str) -> tuple[Key, str]:
    """Create a key and return it with its text, which is not stored."""
    id_ = secrets.token_hex(4)
    text = f"{_PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
    key = Key(
        id=id_,
        role=role,
        name=name,
        sha256=_digest(text),
        created=datetime.now(timezone.utc).replace(microsecond=0),
    )
    _keep(store, [*list_keys(store), key])
    return key, text


def remove_key(store: Store, id_: str) -> bool:
    """Remove a key; return False if no key has this id."""
    keys = list_keys(store)
    rest = [key for key in keys if key.id != id_]
    if len(rest) < len(keys):
        _keep(store, rest)
    return len(rest) < len(keys)


def find_key(keys: Iterable[Key], text: str) -> Key | None:
    """Return the key with this text, or None."""
    digest = _digest(text)
    return next((key for key in keys if hmac.compare_digest(key.sha256, digest)), None)


def may(key: Key, role: Role) -> bool:
    """Return whether a key allows what requires this role."""
    return key.role in (role, "admin")


class KeyRing:
    """The keys of a store, cached for a second."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys: list[Key] = []
        self._read_at = float("-inf")

    def of_authorization(self, authorization: str) -> Key | None:
        """Return the key of an `Authorization: Bearer KEY` header, or None."""
        scheme, _, text = authorization.partition(" ")
        return find_key(self._known(), text.strip()) if scheme.lower() == "bearer" else None

    def may_send(self, authorization: str | None) -> bool:
        """Return whether an `Authorization` header allows sending telemetry."""
        key = self.of_authorization(authorization or "")
        return key is not None and may(key, "ingest")

    def of_id(self, id_: str) -> Key | None:
        """Return the key with this id, or None."""
        return next((key for key in self._known() if key.id == id_), None)

    def _known(self) -> list[Key]:
        if time.monotonic() - self._read_at > _SECONDS_KEPT:
            self._keys = list_keys(self._store)
            self._read_at = time.monotonic()
        return self._keys


def _keep(store: Store, keys: list[Key]) -> None:
    store.put_document(_DOCUMENT, _KEYS.dump_json(keys).decode())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
