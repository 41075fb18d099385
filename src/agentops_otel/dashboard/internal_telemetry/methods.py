"""The request methods that metrics and spans tell apart.

A client may send any word as a method, but a metric label should have few values. The semantic
conventions ask for one value for all others:
https://opentelemetry.io/docs/specs/semconv/http/http-spans/
"""

from __future__ import annotations

from typing import Final

KNOWN_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
