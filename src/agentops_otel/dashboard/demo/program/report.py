"""What the program did, by its own count, to compare with what the dashboard shows."""

from __future__ import annotations

import json
import threading
from collections import Counter
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor


class SessionReport(SpanProcessor):
    """Counts the spans of each session as they end, and keeps what its session span says."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spans: Counter[str] = Counter()
        self._sessions: dict[str, dict[str, Any]] = {}

    def on_end(self, span: ReadableSpan) -> None:
        """Count a span towards its session."""
        attributes = span.attributes or {}
        session_id = str(attributes.get("session.id"))
        with self._lock:
            self._spans[session_id] += 1
            if attributes.get("agentops.span.kind") == "session":
                self._sessions[session_id] = {
                    "name": attributes["agentops.session.name"],
                    "state": attributes["agentops.session.end_state"],
                    "tags": sorted(attributes["agentops.session.tags"]),  # type: ignore[arg-type]
                }

    def to_json(self) -> str:
        """Return the report as one line of JSON: an array with an object for each session."""
        with self._lock:
            sessions = [
                {"id": session_id, **session, "span_count": self._spans[session_id]}
                for session_id, session in self._sessions.items()
            ]
        return json.dumps(sessions)
