"""Looks for a text in the files of a store as whoever finds them would."""

from __future__ import annotations

from pathlib import Path


def files_with(text: str, folder: Path) -> set[str]:
    """Name the files in whose bytes the text is."""
    return {file.name for file in folder.iterdir() if text.encode() in file.read_bytes()}
