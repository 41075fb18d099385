"""Endpoints of OTLP/HTTP as people write them."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import typer

_TRACES: Final = "/v1/traces"


def parse_endpoint(text: str) -> str:
    """Read the base URL of OTLP/HTTP; `/v1/traces` at its end is removed.

    Returns:
        The URL without a slash at its end.

    Raises:
        typer.BadParameter: It is not such a URL.
    """
    if not _is_base_url(text):
        raise typer.BadParameter(f"{text!r} is no endpoint: write http://localhost:4318")
    return text.rstrip("/").removesuffix(_TRACES).rstrip("/")


def _is_base_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        is_reachable = bool(parts.hostname) and parts.port != 0
    except ValueError:  # A port that is not a number, an unclosed bracket.
        return False
    return parts.scheme in {"http", "https"} and is_reachable and not parts.query + parts.fragment
