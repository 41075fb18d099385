"""The methods of requests that figures and spans tell apart.

A client may send any word for one. A label of a metric has few values, and semantic conventions
ask for one word for all others: https://opentelemetry.io/docs/specs/semconv/http/http-spans/
"""

from __future__ import annotations

from typing import Final

KNOWN_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
