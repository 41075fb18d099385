"""Traces each call of a decorated function, of any kind, as a session or a span."""
