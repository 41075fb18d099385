"""The embedded engine: one SQLite file, spans in compressed blocks that belong to one session."""

from agentops_otel.dashboard.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
