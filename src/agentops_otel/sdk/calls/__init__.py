"""Calls of decorated functions: each a session or a span, whatever kind the function is."""
