"""Reads sizes in bytes as people write them."""

from __future__ import annotations

import re
from typing import Final

import typer

_BYTES: Final = {
    "": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
    "TIB": 2**40,
}
_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*((?:[kmgt]i?b)?)", re.IGNORECASE | re.ASCII)


def parse_size(text: str) -> int:
    """Read `500MB`, `10GB` or `1.5GiB`; a bare number is in bytes.

    Raises:
        typer.BadParameter: It is not a size.
    """
    if parts := _SIZE.fullmatch(text.strip()):
        return int(float(parts[1]) * _BYTES[parts[2].upper()])
    raise typer.BadParameter(f"{text!r} is no size: write 500MB, 10GB or 2GiB")
