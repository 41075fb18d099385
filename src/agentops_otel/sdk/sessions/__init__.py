"""The session: its identity, its spans, its events and its end, and how context carries it."""
