"""The embedded engine: one SQLite file, with spans in compressed blocks, each of one session."""

from agentops_otel.dashboard.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
