"""Resources and scopes, stored once regardless of the number of their records."""

from __future__ import annotations

import sqlite3

from agentops_otel.dashboard.model import Resource, Scope
from agentops_otel.dashboard.store.errors import StoreDamagedError
from agentops_otel.dashboard.store.sqlite import content


class Sources:
    """Resources and scopes by row number, and row numbers by resource and scope."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[tuple[int, int], int] = {}
        self._sources: dict[int, tuple[Resource, Scope]] = {}

    def number(self, resource: Resource, scope: Scope) -> int:
        """Return the row number of a source, adding it if it is new.

        The cache is keyed by object identity, since records of one request share these objects.
        """
        key = id(resource), id(scope)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._intern(resource, scope)
        return number

    def get(self, number: int) -> tuple[Resource, Scope]:
        """Return the resource and scope with a row number.

        Raises:
            StoreDamagedError: The row is missing or corrupt.
        """
        source = self._sources.get(number)
        if source is None:
            row = self._connection.execute(
                "SELECT content FROM sources WHERE n = ?", (number,)
            ).fetchone()
            if row is None:
                raise StoreDamagedError(f"source {number} is missing from the file")
            source = self._sources[number] = _decode_source(row["content"])
        return source

    def _intern(self, resource: Resource, scope: Scope) -> int:
        encoded = _encode_source(resource, scope)
        digest = content.digest(encoded).to_bytes(8, "big", signed=True)
        row = self._connection.execute("SELECT n FROM sources WHERE hash = ?", (digest,)).fetchone()
        if row is not None:
            return int(row[0])
        inserted = self._connection.execute(
            "INSERT INTO sources (hash, service, content) VALUES (?, ?, ?)",
            (digest, resource.service, encoded.decode()),
        )
        return inserted.lastrowid or 0


def _encode_source(resource: Resource, scope: Scope) -> bytes:
    return content.encode(
        content.pack_attributes(resource.attributes),
        resource.dropped_attributes_count,
        resource.schema_url,
        scope.name,
        scope.version,
        content.pack_attributes(scope.attributes),
        scope.dropped_attributes_count,
        scope.schema_url,
    )


def _decode_source(text: str) -> tuple[Resource, Scope]:
    attributes, dropped, schema_url, *scope = content.decode(text.encode())
    name, version, scope_attributes, scope_dropped, scope_schema_url = scope
    return (
        Resource(content.unpack_attributes(attributes), dropped, schema_url),
        Scope(
            name,
            version,
            content.unpack_attributes(scope_attributes),
            scope_dropped,
            scope_schema_url,
        ),
    )
